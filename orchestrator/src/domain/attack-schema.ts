import { z } from 'zod';
import { objectiveSchema } from './scenario-record-schema.ts';
import { bottleneckSchema, countFields, counts, spreadMs, stepFiguresSchema } from './step-schema.ts';

const maybe = z.number().nullable();

/** One second of `attack --output ndjson`. */
export const attackSecondSchema = z.object({
  schema: z.literal(1),
  kind: z.literal('second'),
  second: z.int().min(0).describe('Since the load began, from 0.'),
  at: z.string().describe('Wall clock at its end, ISO 8601, UTC.'),
  phase: z
    .enum(['load', 'drain'])
    .describe('drain: nothing is offered any more; its last second is not a whole one.'),
  ratePerSec: z.number().describe('What is offered.'),
  ...countFields,
  byStatus: counts.describe('Whole responses by status.'),
  byError: counts,
  latencyMs: z
    .strictObject({ p50: maybe, p90: maybe, p95: maybe, p99: maybe, max: maybe })
    .describe(
      'Milliseconds from the intended send time, of what ended in this second; null where fewer than ten samples lie beyond.',
    ),
  schedulerLagMs: spreadMs.describe('How late the generator itself was.'),
  inFlight: z.int().describe('Sent and not answered at its end.'),
  queued: z.int().describe('Waiting for a connection at its end.'),
  bytesIn: z.int(),
  bytesOut: z.int(),
  generatorCpuShare: z.number().describe('Of the load CPUs, 0 to 1.'),
});

/** What an attack came to: `attack --output json`, and the last line of `attack --output ndjson`. */
export const attackDocumentSchema = z.object({
  schema: z.literal(1),
  kind: z.literal('attack'),
  state: z.enum(['finished', 'interrupted']),
  url: z.string(),
  address: z.string(),
  method: z.string(),
  startedAt: z.string(),
  objective: objectiveSchema,
  pacing: z.enum(['paced', 'poisson']),
  seed: z.number(),
  connections: z.int(),
  loadCpus: z.array(z.int()),
  node: z.string(),
  step: stepFiguresSchema,
  bottleneck: bottleneckSchema.nullable(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

const errorDocument = z.object({
  schema: z.literal(1),
  kind: z.literal('error'),
  code: z.string(),
  message: z.string(),
  seen: z.array(z.object({ label: z.string(), text: z.string() })),
  fix: z.array(z.string()),
  exitCode: z.int(),
});

/** Any line of `attack --output ndjson`. */
export const attackLineSchema = z.discriminatedUnion('kind', [
  attackSecondSchema,
  attackDocumentSchema,
  errorDocument,
]);
