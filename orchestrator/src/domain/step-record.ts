import type { CpuLayout } from './cpu-layout.ts';
import { hostSeconds, sampleAt } from './host-seconds.ts';
import type { OfferedLoad } from './offered-load.ts';
import type { StepId, StepRecord, WorkerFigures } from './run-record.ts';
import type { SecondSample } from './samples.ts';
import type { Scenario } from './scenario.ts';
import { stepFigures } from './step-figures.ts';
import { judgeStep } from './verdict.ts';

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

/** Judges a step and writes down everything that is published of it. */
export function stepRecord(step: StepToRecord): StepRecord {
  const { offered, cpus, ratePerSec, durationS } = step;
  const { load, serverCompleted, contenderDied } = offered;
  const host = hostSeconds(
    offered.samples,
    { startAtMs: offered.loadStartMs, seconds: durationS },
    { server: cpus.server, load: cpus.load, pinned: step.cpusVerified },
  );
  const judgement = judgeStep({
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
  });
  return {
    ...step.id,
    ...stepFigures(load, { ratePerSec, durationS, judgement, generatorCpus: cpus.load.length }),
    final: true,
    startedAt: step.startedAt,
    server: serverFigures(offered, cpus.server.length, durationS),
    host: {
      stealShare: mean(host.map((second) => second.stealShare)),
      foreignShare: mean(host.flatMap((second) => second.foreignShare ?? [])),
    },
    serverCompleted,
  };
}

function serverFigures(offered: OfferedLoad, serverCpus: number, durationS: number): StepRecord['server'] {
  const { samples, loadStartMs, load } = offered;
  const whole = span(samples[0], samples.at(-1));
  const inLoad = span(sampleAt(samples, loadStartMs), sampleAt(samples, loadStartMs + durationS * 1000));
  const completed = offered.serverCompleted ?? load.counts.completed + load.leadIn.completed;
  const last = samples.findLast((sample) => sample.contender !== null)?.contender ?? null;
  return {
    // Over lead-in, load and drain: the span in which both counts are exact.
    cpuUsPerRequest: whole === null || completed === 0 ? null : whole.cpuUs / completed,
    cpuShare: inLoad === null ? null : inLoad.cpuUs / (inLoad.wallUs * serverCpus),
    rssMb: last === null ? null : Math.max(...samples.flatMap((sample) => sample.contender?.rssMb ?? [])),
    workers: workerFigures(samples),
  };
}

/** Each worker's share of the step; loop and collection figures are means over its seconds. */
function workerFigures(samples: readonly SecondSample[]): WorkerFigures[] {
  const byPid = Map.groupBy(
    samples.flatMap((sample) => sample.contender?.workers ?? []),
    (worker) => worker.pid,
  );
  return [...byPid].flatMap(([pid, uses]) => {
    const first = uses[0];
    const last = uses.at(-1);
    if (first === undefined || last === undefined) return [];
    return {
      pid,
      completed: last.completed - first.completed,
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
