import type { WorkDone } from '@framework-lab/protocol/fixed-work-messages';
import { meanInterval } from './mean-interval.ts';
import type { Warning } from './run-record.ts';
import type { CpuTimes, HostSample } from './samples.ts';
import { THRESHOLDS } from './thresholds.ts';

/** The same work on the server CPUs, once with the load CPUs left alone and once with them kept busy. */
export interface WorkPair {
  readonly idle: WorkPhase;
  readonly busy: WorkPhase;
}

export interface WorkPhase extends WorkDone {
  /** How busy the load CPUs were meanwhile, with whatever, 0 to 1; null: unknown. */
  readonly loadCpuShare: number | null;
}

/** How much more CPU time the same work takes on the server CPUs while the load CPUs are busy. */
export interface Interference {
  /** 1: none; 1.4: 40 % more. The geometric mean over the pairs, and its interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Of each pair that counts. */
  readonly pairRatios: readonly number[];
  /** Pairs that do not count, because other programs kept the load CPUs busy when they were to be idle. */
  readonly pairsLeftOut: number;
}

/**
 * Long beside a tick of the kernel's clocks (10 ms), and short, since the speed of a virtual CPU changes
 * from second to second: with pairs of 100 ms phases the error of a given time is half that of 300 ms.
 * Thirty pairs take some 7 s, forty 10 s.
 */
export const PHASE_MS = 100;
const PAIRS = 30;
const MOST_PAIRS = 40;
/** With fewer the interval would be wider than most interference. */
const LEAST_PAIRS = 10;
/** Load CPUs busier than this are not idle: a fifth of the effect would be missing. */
const IDLE_SHARE = 0.2;
const CONFIDENCE = 0.95;

/** Which phase of the next pair comes first, so that a drift of the machine meets both alike; null: enough pairs. */
export function firstOfNextPair(pairs: readonly WorkPair[], random: () => number): 'idle' | 'busy' | null {
  if (pairs.length >= MOST_PAIRS || pairs.filter(counts).length >= PAIRS) return null;
  return random() < 0.5 ? 'idle' : 'busy';
}

/**
 * Student's t interval over the logarithms of the pairs' ratios; null with too few pairs. CPU time is
 * compared, not elapsed time, so that what others take of the server CPUs is not counted as slowness.
 */
export function interferenceOf(pairs: readonly WorkPair[]): Interference | null {
  const pairRatios = pairs.filter(counts).map(({ idle, busy }) => cpuUsPerRound(busy) / cpuUsPerRound(idle));
  if (pairRatios.length < LEAST_PAIRS) return null;
  const logs = meanInterval(pairRatios.map(Math.log), CONFIDENCE);
  if (logs === null) return null;
  return {
    ratio: Math.exp(logs.mean),
    low: Math.exp(logs.low),
    high: Math.exp(logs.high),
    confidence: CONFIDENCE,
    pairRatios,
    pairsLeftOut: pairs.length - pairRatios.length,
  };
}

/** Whether it is more than may be passed over, and more than chance. */
export function interferes({ ratio, low }: Pick<Interference, 'ratio' | 'low'>): boolean {
  return ratio > 1 + THRESHOLDS.interferenceShare.value && low > 1;
}

/** What a run says of it; null where it may be passed over. */
export function interferenceWarning(found: Interference): Warning | null {
  if (!interferes(found)) return null;
  const [ratio, low, high] = [found.ratio, found.low, found.high].map((value) => value.toFixed(2));
  return {
    code: 'interference',
    message: `Interference: work on the server CPUs takes ${ratio} × the CPU time while the load CPUs are busy (${low} to ${high}), so what a service can do depends on how busy the generator is; compare contenders at the same rate only`,
  };
}

/** How busy CPUs were between two readings, 0 to 1, with whatever; null where they were not read. */
export function busyShare(before: HostSample, after: HostSample, cpus: readonly number[]): number | null {
  let [idleUs, allUs] = [0, 0];
  for (const cpu of cpus) {
    const [from, to] = [before.cpus.get(cpu), after.cpus.get(cpu)];
    if (from === undefined || to === undefined) return null;
    idleUs += to.idleUs - from.idleUs;
    allUs += sumOf(to) - sumOf(from);
  }
  return allUs > 0 ? 1 - idleUs / allUs : null;
}

function counts({ idle, busy }: WorkPair): boolean {
  const wasIdle = idle.loadCpuShare === null || idle.loadCpuShare <= IDLE_SHARE;
  return wasIdle && Number.isFinite(Math.log(cpuUsPerRound(busy) / cpuUsPerRound(idle)));
}

function cpuUsPerRound({ cpuUs, rounds }: WorkDone): number {
  return cpuUs / rounds;
}

function sumOf({ userUs, systemUs, irqUs, softirqUs, stealUs, idleUs }: CpuTimes): number {
  return userUs + systemUs + irqUs + softirqUs + stealUs + idleUs;
}
