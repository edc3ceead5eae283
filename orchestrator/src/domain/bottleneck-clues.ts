import { type CounterClues, counterClues } from './counter-clues.ts';
import type { StepLoad } from './load.ts';
import type { Objective } from './objective.ts';
import type { StepRecord } from './run-record.ts';
import type { HostSecond, SecondSample } from './samples.ts';
import { meanOf } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { Judgement } from './verdict-types.ts';
import { lagLimitMs } from './window-noise.ts';
import { quietSeconds, type WorkerClues, workerClues } from './worker-clues.ts';

/** Everything a label may rest on, by name; null is unknown, and a label that needs it is not given. */
export interface Clues extends WorkerClues, CounterClues {
  readonly stealShare: number | null;
  readonly foreignShare: number | null;
  /** How far the wall clock and the monotonic one parted. */
  readonly sleptMs: number | null;
  /** Of a step void by noise: seconds with noise of the host, and seconds with a late schedule. */
  readonly noisySeconds: number | null;
  readonly lateSeconds: number | null;
  readonly generatorCpuShare: number | null;
  readonly droppedShare: number | null;
  readonly lagP99Ms: number | null;
  readonly lagLimitMs: number | null;
  /** Longest collection of the generator. */
  readonly pauseMs: number | null;
  readonly pauseLimitMs: number | null;
  /** Most seconds in a row in which requests were open and none was answered, by both sides' counts. */
  readonly stalledS: number | null;
  /** CPU of the contender, as a share of the CPUs that it can use at once. */
  readonly cpuShare: number | null;
  readonly softirqShare: number | null;
  /** Connections that found no free port or address. */
  readonly noAddress: number | null;
  /** Connections that failed where not one was opened: then nothing was asked of the service. */
  readonly unreached: number | null;
  /** CPU of the dependency that is nearest to its end, as a share of what it could have had; null: none was read. */
  readonly dependencyCpuShare: number | null;
  /** Which one that is; empty where there is none. */
  readonly dependency: string;
  /** Of a failure, the share that came as a wrong answer or a broken connection, and not as slowness. */
  readonly wrongAnswerShare: number | null;
}

export interface StepSeen {
  readonly load: StepLoad;
  readonly objective: Objective;
  readonly judgement: Judgement;
  readonly host: readonly HostSecond[];
  readonly hostMeans: StepRecord['host'];
  readonly server: StepRecord['server'];
  readonly serverCpus: number;
  readonly generatorCpuShare: number | null;
  /** The readings taken while the counted load lasted. */
  readonly inLoad: readonly SecondSample[];
  readonly stalledS: number | null;
  readonly dependency: { readonly service: string; readonly share: number } | null;
}

/** Gathers what a step already has. */
export function cluesOf(step: StepSeen): Clues {
  const { load, objective, judgement, host, server, inLoad } = step;
  const { counts, schedulerLag, use, elapsedMs, connects } = load;
  return {
    ...step.hostMeans,
    ...counterClues(inLoad, counts.sent),
    ...workerClues(server.workers, inLoad),
    sleptMs: Math.abs(elapsedMs.wall - elapsedMs.monotonic),
    ...unclean(judgement),
    // Between two arrivals that are near, the built-in generator watches the clock: it is always busy.
    generatorCpuShare: load.generator === 'builtin' ? null : step.generatorCpuShare,
    droppedShare: counts.planned === 0 ? null : counts.dropped / counts.planned,
    lagP99Ms: schedulerLag.count === 0 ? null : schedulerLag.quantileUs(0.99) / 1000,
    lagLimitMs: lagLimitMs(objective),
    pauseMs: use.gcMaxUs / 1000,
    pauseLimitMs: THRESHOLDS.generatorPauseShare.value * objective.latencyMs,
    stalledS: stalledS(step),
    cpuShare: usableCpuShare(server, step.serverCpus),
    softirqShare: meanOf(host.map(({ softirqShare }) => softirqShare)),
    noAddress: connects.byError['EADDRNOTAVAIL'] ?? 0,
    unreached: counts.sent === 0 && connects.opened === 0 ? connects.failed : 0,
    dependencyCpuShare: step.dependency?.share ?? null,
    dependency: step.dependency?.service ?? '',
    wrongAnswerShare: wrongAnswerShare(step),
  };
}

/** One of the two explains every step that noise made void, however little there was of it on average. */
function unclean({ reason, uncleanBy }: Judgement): Pick<Clues, 'noisySeconds' | 'lateSeconds'> {
  if (reason !== 'unclean') return { noisySeconds: null, lateSeconds: null };
  return {
    noisySeconds: Math.max(uncleanBy['steal'] ?? 0, uncleanBy['foreign-cpu'] ?? 0),
    lateSeconds: uncleanBy['scheduler-lag'] ?? 0,
  };
}

/**
 * A worker runs JavaScript on one CPU at a time, so one worker on four CPUs is at its end at a quarter
 * of them. Of a service that does not tell its workers it is known neither how many CPUs it can use:
 * its share counts only where it means the same for one thread and for all of them.
 */
export function usableCpuShare({ cpuShare, workers }: StepRecord['server'], cpus: number): number | null {
  if (cpuShare === null || cpus === 0) return null;
  if (workers.length > 0) return Math.min(1, (cpuShare * cpus) / Math.min(cpus, workers.length));
  const isFull = cpuShare >= THRESHOLDS.busyCpuShare.value;
  const ofOneThread = cpuShare * cpus;
  return cpus === 1 || isFull || ofOneThread < THRESHOLDS.idleCpuShare.value ? cpuShare : null;
}

function stalledS({ stalledS: seenByClient, inLoad }: StepSeen): number | null {
  const own = quietSeconds(inLoad);
  return seenByClient === null || own === null ? seenByClient : Math.min(seenByClient, own);
}

function wrongAnswerShare({ load: { counts }, objective, judgement }: StepSeen): number {
  const { errors, timeouts, unsent, planned } = counts;
  const wrong = errors + timeouts + unsent;
  const isSlow = judgement.reason === 'latency' || judgement.reason === 'backlog';
  return isSlow || wrong === 0 || wrong <= objective.errorShare * planned ? 0 : errors / wrong;
}
