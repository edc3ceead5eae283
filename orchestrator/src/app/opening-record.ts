import type { ContenderSpec } from '../domain/contender.ts';
import { seededRandom } from '../domain/random.ts';
import { redactHeaders } from '../domain/redact.ts';
import { redactScenario, scenarioSecrets } from '../domain/redact-scenario.ts';
import { runId } from '../domain/run-id.ts';
import { type ContenderRecord, type Provenance, RUN_SCHEMA, type RunRecord } from '../domain/run-record.ts';
import type { RunPlan } from '../lab/plan.ts';
import type { Prepared, Runtime } from '../ports/runtime.ts';
import type { LabFacts } from './lab-app.ts';

export interface Opening {
  readonly id: string;
  readonly startedAt: Date;
  readonly lab: LabFacts;
  readonly plan: RunPlan;
  readonly runtime: Pick<Runtime, 'name' | 'engine'>;
  readonly prepared: Prepared;
  readonly command: readonly string[];
  readonly supplyAgain: readonly string[];
  readonly provenance: Readonly<Record<string, Provenance>>;
  /** Id of the run that this one does again. */
  readonly reproduces: string | null;
}

/** The record of a run that has just begun. */
export function openingRecord({
  id,
  runtime,
  prepared,
  startedAt,
  lab,
  plan,
  command,
  supplyAgain,
  provenance,
  reproduces,
}: Opening): RunRecord {
  const { scenario, seed, cpus, set, tuning } = plan;
  return {
    schema: RUN_SCHEMA,
    id,
    state: 'running',
    startedAt: startedAt.toISOString(),
    endedAt: null,
    command,
    lab: { version: lab.version, commit: lab.commit, dirty: lab.dirty },
    // One exact Node runs all three, in images as in processes; each launch also records what its contender says.
    node: { orchestrator: lab.node, generator: lab.node, contenders: lab.node, fallback: lab.nodeFallback },
    runtime: runtime.name,
    engine: runtime.engine,
    images: prepared.images,
    generator: {
      name: plan.generator.asked,
      connections: scenario.connections,
      burn: 'hybrid',
      k6CleanLimitPerSec: plan.generator.k6CleanLimitPerSec,
    },
    scenario: redactScenario(scenario),
    provenance,
    objective: scenario.objective,
    seed,
    cpus,
    contenders: specsOf(plan).map(contenderRecord),
    launches: [],
    steps: [],
    warnings: [],
    supplyAgain: [...supplyAgain, ...scenarioSecrets(scenario)],
    ...(reproduces === null ? {} : { reproduces }),
    ...(set.length === 0 ? {} : { set }),
    ...(tuning === null ? {} : { tuning }),
  };
}

export function newRunId(startedAt: Date, scenario: string): string {
  return runId(startedAt, scenario, seededRandom(startedAt.getTime() % 2 ** 32));
}

/** What a killed run left behind, ready to go on: the launch that was running has been interrupted. */
export function continuedRecord(record: RunRecord, plan: RunPlan): RunRecord {
  const launches = record.launches.map((launch) =>
    launch.state === 'running' ? { ...launch, state: 'interrupted' as const } : launch,
  );
  return { ...record, launches, state: 'running', endedAt: null, cpus: plan.cpus };
}

/** Each contender of a plan once, in the order of first launch. */
export function specsOf(plan: Pick<RunPlan, 'launches'>): ContenderSpec[] {
  return [...new Map(plan.launches.map(({ spec }) => [spec.id, spec])).values()];
}

/** Settings are an environment, so their names tell of secrets as those of headers do. */
export function contenderRecord(spec: ContenderSpec): ContenderRecord {
  const { id, name, role, control, side, variantOf, framework, variant, settings, source } = spec;
  return {
    id,
    name,
    role,
    ...(control === undefined ? {} : { control }),
    ...(side === undefined ? {} : { side }),
    ...(variantOf === undefined ? {} : { variantOf }),
    framework: framework === undefined ? null : { name: framework.name, version: framework.version },
    ...(variant === undefined ? {} : { variant }),
    settings: redactHeaders(settings),
    source,
  };
}
