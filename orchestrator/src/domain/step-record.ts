import { bottleneckOf } from './bottleneck.ts';
import { cluesOf } from './bottleneck-clues.ts';
import type { CpuLayout } from './cpu-layout.ts';
import { hostSeconds, sampleAt } from './host-seconds.ts';
import type { OfferedLoad } from './offered-load.ts';
import type { StepId, StepRecord, WorkerFigures } from './run-record.ts';
import type { SecondSample } from './samples.ts';
import type { Scenario } from './scenario.ts';
import type { StepEvidence } from './step-evidence.ts';
import { stepFigures } from './step-figures.ts';
import { judgeStep } from './verdict.ts';

/** A reading is due on the second and taken a little later. */
const LATE_READING_MS = 50;

export interface StepToRecord {
  readonly id: StepId;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly startedAt: string;
  readonly scenario: Pick<Scenario, 'objective' | 'timeoutMs' | 'connections'>;
  readonly cpus: CpuLayout;
  /** Whether the contender is known to run on the server CPUs and nowhere else. */
  readonly cpusVerified: boolean;
  readonly offered: OfferedLoad;
}

/** What a step is judged by, from what was seen of it. */
export function stepEvidence(step: StepToRecord): StepEvidence {
  const { offered, cpus, ratePerSec, durationS } = step;
  const { load, serverCompleted, contenderDied } = offered;
  const host = hostSeconds(
    offered.samples,
    { startAtMs: offered.loadStartMs, seconds: durationS },
    { server: cpus.server, load: cpus.load, pinned: step.cpusVerified },
  );
  return {
    load,
    ratePerSec,
    durationS,
    timeoutMs: step.scenario.timeoutMs,
    connections: step.scenario.connections,
    objective: step.scenario.objective,
    host,
    generatorCpus: cpus.load.length,
    serverCompleted,
    contenderDied,
    interrupted: load.aborted && !contenderDied,
  };
}

/** Judges a step and writes down everything that is published of it. */
export function stepRecord(step: StepToRecord, evidence = stepEvidence(step)): StepRecord {
  const { offered, cpus, ratePerSec, durationS } = step;
  const { host, serverCompleted } = evidence;
  const { load } = offered;
  const judgement = judgeStep(evidence);
  const figures = stepFigures(load, { ratePerSec, durationS, judgement, generatorCpus: cpus.load.length });
  const server = serverFigures(step);
  const hostMeans = {
    stealShare: mean(host.map((second) => second.stealShare)),
    foreignShare: mean(host.flatMap((second) => second.foreignShare ?? [])),
  };
  const clues = cluesOf({
    load,
    objective: step.scenario.objective,
    judgement,
    host,
    hostMeans,
    server,
    serverCpus: cpus.server.length,
    generatorCpuShare: figures.generator.cpuShare,
    inLoad: readingsInLoad(step),
    stalledS: offered.stalledS,
  });
  return {
    ...step.id,
    ...figures,
    final: true,
    startedAt: step.startedAt,
    server,
    host: hostMeans,
    bottleneck: bottleneckOf(judgement, clues),
    serverCompleted,
  };
}

function readingsInLoad({ offered, durationS }: StepToRecord): SecondSample[] {
  const [fromMs, toMs] = [offered.loadStartMs, offered.loadStartMs + durationS * 1000];
  return offered.samples.filter(
    ({ host: { atMs } }) => atMs >= fromMs - LATE_READING_MS && atMs <= toMs + LATE_READING_MS,
  );
}

function serverFigures({ offered, cpus, ratePerSec, durationS }: StepToRecord): StepRecord['server'] {
  const { samples, loadStartMs } = offered;
  const loadEndMs = loadStartMs + durationS * 1000;
  const inLoad = span(sampleAt(samples, loadStartMs), sampleAt(samples, loadEndMs));
  const rssMb = samples.flatMap((sample) => sample.contender?.rssMb ?? []);
  return {
    cpuUsPerRequest: cpuUsPerRequest(offered, ratePerSec),
    cpuShare: inLoad === null ? null : inLoad.cpuUs / (inLoad.wallUs * cpus.server.length),
    rssMb: rssMb.length === 0 ? null : Math.max(...rssMb),
    workers: workerFigures(samples, loadStartMs, loadEndMs),
  };
}

/**
 * CPU and requests of the same span: from the first reading to the last where the first one comes
 * before the lead-in (nothing is in flight at either end, so both are exact), else from the start of
 * the load, with the requests that were due in it.
 */
function cpuUsPerRequest(offered: OfferedLoad, ratePerSec: number): number | null {
  const { samples, loadStartMs, load } = offered;
  const [first, last] = [samples[0], samples.at(-1)];
  const leadInMs = (1000 * load.leadIn.planned) / ratePerSec;
  const hasLeadIn = first !== undefined && first.host.atMs <= loadStartMs - leadInMs + LATE_READING_MS;
  const used = span(hasLeadIn ? first : sampleAt(samples, loadStartMs), last);
  const completed = hasLeadIn
    ? (offered.serverCompleted ?? load.counts.completed + load.leadIn.completed)
    : load.counts.completed;
  return used === null || completed === 0 ? null : used.cpuUs / completed;
}

/**
 * Each worker's share of the step. `completed` counts from the first reading to the last, which is
 * taken after the drain; a worker that started meanwhile counts from its start. What workers tell is
 * up to a second old at the first reading, so a part of the lead-in may be missing: it is there to
 * compare workers by. The other figures are of the readings that tell of seconds under load.
 */
function workerFigures(
  samples: readonly SecondSample[],
  loadStartMs: number,
  loadEndMs: number,
): WorkerFigures[] {
  const atFirst = new Map(samples[0]?.contender?.workers.map((use) => [use.pid, use.completed]));
  const readings = samples.flatMap(({ host, contender }) =>
    (contender?.workers ?? []).map((use) => ({ atMs: host.atMs, use })),
  );
  const byPid = Map.groupBy(readings, ({ use }) => use.pid);
  return [...byPid].flatMap(([pid, all]) => {
    const last = all.at(-1)?.use;
    if (last === undefined) return [];
    // A reading tells of the second that ended up to one second before it.
    const inLoad = all.filter(
      ({ atMs }) => atMs >= loadStartMs + 1000 - LATE_READING_MS && atMs <= loadEndMs + LATE_READING_MS,
    );
    const uses = (inLoad.length > 0 ? inLoad : all).map(({ use }) => use);
    return {
      pid,
      completed: last.completed - (atFirst.get(pid) ?? 0),
      loopUtilisation: mean(uses.map((use) => use.loopUtilisation)) ?? 0,
      loopDelayP99Ms: Math.max(...uses.map((use) => use.loopDelayP99Ms)),
      gcShare: mean(uses.map((use) => use.gcShare)) ?? 0,
      rssMb: last.rssMb,
    };
  });
}

function span(
  from: SecondSample | null | undefined,
  to: SecondSample | null | undefined,
): { cpuUs: number; wallUs: number } | null {
  if (!from?.contender || !to?.contender || to === from) return null;
  const wallUs = (to.contender.atMs - from.contender.atMs) * 1000;
  return wallUs <= 0 ? null : { cpuUs: to.contender.cpuUs - from.contender.cpuUs, wallUs };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
