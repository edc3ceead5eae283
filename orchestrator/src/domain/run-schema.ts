import { z } from 'zod';
import { SETTING_NAMES } from './contender-settings.ts';
import { RUN_SCHEMA, type RunRecord } from './run-record.ts';
import { cpuLayoutSchema, objectiveSchema, scenarioRecordSchema } from './scenario-record-schema.ts';
import { stepRecordSchema } from './step-schema.ts';

const launchSchema = z.object({
  contender: z.string(),
  block: z.int(),
  launch: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  state: z.enum(['running', 'ok', 'failed', 'interrupted']),
  error: z
    .object({ code: z.string(), message: z.string(), fix: z.array(z.string()).exactOptional() })
    .nullable(),
  node: z.string().nullable(),
  cpus: z.array(z.int()),
  cpusVerified: z.boolean(),
  workers: z.int().nullable(),
  warmUp: z
    .object({ seconds: z.number(), steady: z.boolean(), cpuUsPerRequest: z.number().nullable() })
    .nullable(),
  contract: z.enum(['verified', 'verified-before', 'silent-after', 'not-checked', 'failed']),
  notes: z.array(z.string()),
});

const contenderSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['contender', 'yardstick', 'control']),
  control: z
    .object({ of: z.string(), slowedBy: z.number() })
    .exactOptional()
    .describe('Whose duplicate a control is, and what share of CPU per request it uses on top.'),
  variantOf: z.string().exactOptional().describe('Of a variant of `tune`: whose settings it tries.'),
  side: z
    .enum(['a', 'b'])
    .exactOptional()
    .describe('Of the two versions that `ab` set beside each other: which one it is.'),
  framework: z.object({ name: z.string(), version: z.string() }).nullable(),
  variant: z
    .string()
    .exactOptional()
    .describe('What is different from the framework as it should be run; absent: nothing.'),
  settings: z.record(z.string(), z.string()),
  source: z.string(),
});

const setting = z.enum(SETTING_NAMES);

const setSchema = z
  .array(z.object({ contender: z.string().nullable(), setting, value: z.string() }))
  .describe('What `--set` changed for this run; contender null: of everybody who takes it.');

const tuningSchema = z
  .object({
    of: z.string(),
    settings: z.array(z.object({ setting, values: z.array(z.string()), own: z.string() })),
  })
  .describe('Of a run of `tune`: whose settings, their values, and what each is without it.');

const engine = z.object({
  version: z.string(),
  apiVersion: z.string(),
  cgroup: z.string(),
  rootless: z.boolean(),
  local: z.boolean(),
});

const image = z.object({ tag: z.string(), id: z.string(), revision: z.string().nullable() });

/** `run.json`, as published in docs/schema/run.schema.json. Unknown fields of later versions are passed over. */
export const runSchema = z
  .object({
    schema: z.int().min(1).max(RUN_SCHEMA).describe('Version of this format.'),
    id: z.string(),
    state: z.enum(['running', 'finished', 'interrupted', 'failed']),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    command: z.array(z.string()).describe('The command line, secrets taken out.'),
    lab: z.object({ version: z.string(), commit: z.string().nullable(), dirty: z.boolean().nullable() }),
    node: z.object({
      orchestrator: z.string(),
      generator: z.string(),
      contenders: z.string(),
      fallback: z.string().nullable(),
    }),
    runtime: z.enum(['process', 'docker']),
    // Defaults stand for what records of version 0.1 do not have.
    engine: engine.nullable().default(null),
    images: z.array(image).default([]),
    generator: z.object({
      name: z.string(),
      connections: z.int(),
      burn: z.string(),
      k6CleanLimitPerSec: z.number().nullable().default(null),
    }),
    scenario: scenarioRecordSchema,
    provenance: z.record(z.string(), z.enum(['flag', 'environment', 'scenario', 'default'])),
    objective: objectiveSchema,
    seed: z.number(),
    cpus: cpuLayoutSchema,
    contenders: z.array(contenderSchema),
    launches: z.array(launchSchema),
    steps: z.array(stepRecordSchema),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
    supplyAgain: z.array(z.string()).describe('What was redacted and must be supplied again.'),
    reproduces: z.string().exactOptional().describe('Id of the run that this one did again.'),
    set: setSchema.exactOptional(),
    tuning: tuningSchema.exactOptional(),
  })
  .meta({ title: 'A run of Framework Lab (run.json)' });

/**
 * Checks and types what was read from a `run.json`, of this version or an older one. Throws an
 * `Error` with one line that names the first fields that are wrong.
 */
export function parseRunRecord(value: unknown): RunRecord {
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === 'number' && version > RUN_SCHEMA) {
    throw new Error(`it was written by a newer lab (format ${version}; this one reads up to ${RUN_SCHEMA})`);
  }
  const result = runSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`);
  const more = result.error.issues.length - problems.length;
  throw new Error(`${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}
