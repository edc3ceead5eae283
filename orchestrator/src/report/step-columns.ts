import type { LatencyMs, RunRecord, SpreadMs, StepRecord } from '../domain/run-record.ts';

/** A column of steps.csv. Names are those of run.json, a dot for a level; units are in the name. */
export interface StepColumn {
  readonly name: string;
  readonly meaning: string;
  readonly value: (step: StepRecord, record: RunRecord) => string | number | boolean | null;
}

type Scalar = {
  [K in keyof StepRecord]-?: StepRecord[K] extends string | number | boolean | null ? K : never;
}[keyof StepRecord];

/** Every scalar field of a step, in order. A test holds this table and the record together. */
export const STEP_COLUMNS: readonly StepColumn[] = [
  { name: 'run', meaning: 'id of the run', value: (_, record) => record.id },
  plain('contender', 'id of the contender'),
  plain('block', 'block, from 1; repeats are blocks'),
  plain('launch', 'launch of the run, from 1'),
  plain('index', 'position of the step in its launch, from 1'),
  plain('attempt', 'from 1; an invalid step is offered again'),
  plain(
    'purpose',
    'what it was offered for: ladder; of a search compare, search, confirm, overload, recovery',
  ),
  plain('final', 'false for an attempt that a later one replaced'),
  plain('startedAt', 'ISO 8601, UTC'),
  plain('ratePerSec', 'offered rate, requests per second'),
  plain('durationS', 'length of the step, seconds'),
  plain('verdict', 'held, failed, undecided, invalid'),
  plain('reason', 'why, one word of a closed list'),
  plain('detail', 'the sentence with the numbers that decided'),
  plain('planned', 'arrivals planned = sent + unsent + dropped'),
  plain('sent', 'requests written = ok + errors + timeouts'),
  plain('completed', 'full responses of any status'),
  plain('ok', 'wanted responses'),
  plain('errors', 'unwanted responses and transport errors'),
  plain('timeouts', 'no response in time'),
  plain('unsent', 'no connection came free in time'),
  plain('dropped', 'the generator was too late'),
  plain('achievedPerSec', 'wanted responses per second'),
  ...latency('latencyMs', 'from the intended send time'),
  ...latency('serviceTimeMs', 'from the actual send'),
  ...spread('schedulerLagMs', 'due to hand-off'),
  ...spread('queueWaitMs', 'wait for a free connection'),
  { name: 'inFlight.max', meaning: 'most requests open at once', value: (step) => step.inFlight.max },
  {
    name: 'inFlight.slopePerSec',
    meaning: 'growth of open requests per second',
    value: (step) => step.inFlight.slopePerSec,
  },
  plain('drainMs', 'from the last arrival until nothing was open'),
  plain('bytesIn', 'bytes received'),
  plain('bytesOut', 'bytes sent'),
  { name: 'connects.opened', meaning: 'connections opened', value: (step) => step.connects.opened },
  { name: 'connects.failed', meaning: 'connections that failed', value: (step) => step.connects.failed },
  { name: 'generator.name', meaning: 'load generator', value: (step) => step.generator.name },
  {
    name: 'generator.cpuUsPerRequest',
    meaning: 'its CPU, µs per request',
    value: (step) => step.generator.cpuUsPerRequest,
  },
  {
    name: 'generator.cpuShare',
    meaning: 'of the load CPUs, 0 to 1',
    value: (step) => step.generator.cpuShare,
  },
  {
    name: 'generator.rssMb',
    meaning: 'memory of the load generator at its most, MB; empty where nobody looked',
    value: (step) => step.generator.rssMb,
  },
  {
    name: 'server.cpuUsPerRequest',
    meaning: 'CPU of the contender, µs per request',
    value: (step) => step.server.cpuUsPerRequest,
  },
  { name: 'server.cpuShare', meaning: 'of the server CPUs, 0 to 1', value: (step) => step.server.cpuShare },
  {
    name: 'server.rssMb',
    meaning: 'resident memory of the contender, MB',
    value: (step) => step.server.rssMb,
  },
  {
    name: 'dependencies.cpuShare',
    meaning: 'of the CPUs of the services that the contender depends on, service=share, separated by ;',
    value: ({ dependencies }) =>
      dependencies === undefined
        ? null
        : pairs(Object.fromEntries(dependencies.map(({ service, cpuShare }) => [service, cpuShare ?? '?']))),
  },
  {
    name: 'host.stealShare',
    meaning: 'CPU stolen by the hypervisor, 0 to 1',
    value: (step) => step.host.stealShare,
  },
  {
    name: 'host.foreignShare',
    meaning: 'server CPUs used by others, 0 to 1',
    value: (step) => step.host.foreignShare,
  },
  {
    name: 'bottleneck.label',
    meaning: 'what limited a step that was not held, one word of a closed list',
    value: (step) => step.bottleneck?.label ?? null,
  },
  {
    name: 'bottleneck.sentence',
    meaning: 'what was seen of it',
    value: (step) => step.bottleneck?.sentence ?? null,
  },
  {
    name: 'bottleneck.evidence',
    meaning: 'the numbers, name=value, separated by ;',
    value: (step) => (step.bottleneck === null ? null : pairs(step.bottleneck.evidence)),
  },
  plain('serverCompleted', "the contender's own count, lead-in included"),
  plain('recoveredAfterS', 'of a step for recovery: seconds until every later one met the objective'),
  {
    name: 'judgement.cleanWindows',
    meaning: 'seconds free of noise',
    value: (step) => step.judgement.cleanWindows,
  },
  { name: 'judgement.windows', meaning: 'seconds in all', value: (step) => step.judgement.windows },
  {
    name: 'judgement.overShare',
    meaning: 'share of requests over the objective, 0 to 1',
    value: (step) => step.judgement.overShare,
  },
  {
    name: 'judgement.overShareSe',
    meaning: 'its standard error',
    value: (step) => step.judgement.overShareSe,
  },
  { name: 'byStatus', meaning: 'status=count, separated by ;', value: (step) => pairs(step.byStatus) },
  { name: 'byError', meaning: 'kind=count, separated by ;', value: (step) => pairs(step.byError) },
];

function plain(name: Scalar, meaning: string): StepColumn {
  return { name, meaning, value: (step) => step[name] };
}

function latency(name: 'latencyMs' | 'serviceTimeMs', meaning: string): StepColumn[] {
  const keys: readonly (keyof LatencyMs)[] = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];
  return keys.map((key) => ({
    name: `${name}.${key}`,
    meaning: `${meaning}, ms`,
    value: (step) => step[name][key],
  }));
}

function spread(name: 'schedulerLagMs' | 'queueWaitMs', meaning: string): StepColumn[] {
  const keys: readonly (keyof SpreadMs)[] = ['p50', 'p99', 'max'];
  return keys.map((key) => ({
    name: `${name}.${key}`,
    meaning: `${meaning}, ms`,
    value: (step) => step[name][key],
  }));
}

function pairs(counts: Readonly<Record<string, number | '?'>>): string {
  return Object.entries(counts)
    .map(([name, n]) => `${name}=${n}`)
    .join(';');
}
