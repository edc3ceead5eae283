import { bottleneckOf } from './bottleneck.ts';
import { cluesOf } from './bottleneck-clues.ts';
import type { CpuLayout } from './cpu-layout.ts';
import { busiestDependency, dependencyFigures, type LoadMs, usedOf } from './dependency-cpu.ts';
import { hostSeconds, sampleAt } from './host-seconds.ts';
import type { OfferedLoad } from './offered-load.ts';
import { recoveredAfterS } from './recovery.ts';
import type { StepId, StepRecord } from './run-record.ts';
import type { SecondSample } from './samples.ts';
import type { Scenario } from './scenario.ts';
import { meanOf } from './statistics.ts';
import type { StepEvidence } from './step-evidence.ts';
import { stepFigures } from './step-figures.ts';
import type { StepPurpose } from './step-purpose.ts';
import { judgeStep } from './verdict.ts';
import { LATE_READING_MS, workerFigures } from './worker-figures.ts';

export interface StepToRecord {
  readonly id: StepId;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS: number;
  /** Absent: no search asked for it. */
  readonly purpose?: StepPurpose;
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
    {
      server: cpus.server,
      load: cpus.load,
      dependencies: cpus.housekeeping,
      pinned: step.cpusVerified,
    },
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
    stealShare: meanOf(host.map((second) => second.stealShare)),
    foreignShare: meanOf(host.flatMap((second) => second.foreignShare ?? [])),
  };
  const dependencies = dependencyFigures(offered.samples, loadOf(step), cpus.housekeeping.length);
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
    dependency: busiestDependency(dependencies, {
      cpus: cpus.housekeeping.length,
      othersCpus: besideDependencies(step, server.cpuShare),
    }),
  });
  return {
    ...step.id,
    ...figures,
    purpose: step.purpose ?? 'ladder',
    final: true,
    startedAt: step.startedAt,
    server,
    ...(dependencies.length === 0 ? {} : { dependencies }),
    host: hostMeans,
    bottleneck: bottleneckOf(judgement, clues),
    serverCompleted,
    recoveredAfterS:
      step.purpose === 'recovery' ? recoveredAfterS(load.windows, step.scenario.objective) : null,
  };
}

function loadOf({ offered, durationS }: StepToRecord): LoadMs {
  return { fromMs: offered.loadStartMs, toMs: offered.loadStartMs + durationS * 1000 };
}

/** What generator and contender used of the CPUs of the dependencies, where they have to share them. */
function besideDependencies({ offered, cpus }: StepToRecord, serverShare: number | null): number[] {
  const { wallUs, cpuUs } = offered.load.use;
  return [
    usedOf(cpus.housekeeping, cpus.load, wallUs === 0 ? 0 : cpuUs / wallUs),
    usedOf(cpus.housekeeping, cpus.server, (serverShare ?? 0) * cpus.server.length),
  ].filter((used) => used !== null);
}

function readingsInLoad(step: StepToRecord): SecondSample[] {
  const { offered } = step;
  const { fromMs, toMs } = loadOf(step);
  return offered.samples.filter(
    ({ host: { atMs } }) => atMs >= fromMs - LATE_READING_MS && atMs <= toMs + LATE_READING_MS,
  );
}

function serverFigures({ offered, cpus, leadInS, durationS }: StepToRecord): StepRecord['server'] {
  const { samples, loadStartMs } = offered;
  const loadEndMs = loadStartMs + durationS * 1000;
  const inLoad = span(sampleAt(samples, loadStartMs), sampleAt(samples, loadEndMs));
  const rssMb = samples.flatMap((sample) => sample.contender?.rssMb ?? []);
  return {
    cpuUsPerRequest: cpuUsPerRequest(offered, leadInS),
    cpuShare: inLoad === null ? null : inLoad.cpuUs / (inLoad.wallUs * cpus.server.length),
    rssMb: rssMb.length === 0 ? null : Math.max(...rssMb),
    workers: workerFigures(samples, {
      fromMs: loadStartMs,
      toMs: loadEndMs,
      leadInMs: leadInS * 1000,
    }),
  };
}

/**
 * CPU and requests of the same span: from the first reading to the last where the first one comes
 * before the lead-in (nothing is in flight at either end, so both are exact), else from the start of
 * the load, with the requests that were due in it.
 */
function cpuUsPerRequest(offered: OfferedLoad, leadInS: number): number | null {
  const { samples, loadStartMs, load } = offered;
  const [first, last] = [samples[0], samples.at(-1)];
  const hasLeadIn = first !== undefined && first.host.atMs <= loadStartMs - leadInS * 1000 + LATE_READING_MS;
  const used = span(hasLeadIn ? first : sampleAt(samples, loadStartMs), last);
  const completed = hasLeadIn
    ? (offered.serverCompleted ?? load.counts.completed + load.leadIn.completed)
    : load.counts.completed;
  return used === null || completed === 0 ? null : used.cpuUs / completed;
}

function span(
  from: SecondSample | null | undefined,
  to: SecondSample | null | undefined,
): { cpuUs: number; wallUs: number } | null {
  if (!from?.contender || !to?.contender || to === from) return null;
  const wallUs = (to.contender.atMs - from.contender.atMs) * 1000;
  return wallUs <= 0 ? null : { cpuUs: to.contender.cpuUs - from.contender.cpuUs, wallUs };
}
