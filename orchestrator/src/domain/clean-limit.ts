import type { StepLoad } from './load.ts';
import type { Objective } from './objective.ts';
import { THRESHOLDS } from './thresholds.ts';
import { lagLimitMs } from './window-noise.ts';

/** What a generator showed at one rate against a responder that does nothing. */
export interface CleanTrial {
  readonly ratePerSec: number;
  readonly clean: boolean;
  /** Why it was not: the generator had no more to give, which no second look will change. */
  readonly exhausted: boolean;
  readonly droppedShare: number;
  readonly uncleanWindows: number;
  /** Of the quietest second: what the machine adds it adds to some, what the generator adds to all. */
  readonly latencyP99Ms: number | null;
  readonly cpuShare: number | null;
}

export type NextTrial = { readonly ratePerSec: number } | { readonly limitPerSec: number | null };

/** The rates that a search may try, ascending, and how many trials it has. */
export interface RateSearch {
  readonly ladderPerSec: readonly number[];
  readonly mostTrials: number;
}

/** Loses so much only where it is out of breath: a passing disturbance costs a fraction of it. */
export const EXHAUSTED_DROPS = 0.05;

/**
 * For k6. Geometric, from 500/s: two rungs to the doubling, so a limit is at most 29 % under the truth.
 * Steps of some 8 s: the bisection takes three or four, and one or two may be looked at again.
 */
export const CLEAN_LIMIT_SEARCH: RateSearch = {
  ladderPerSec: Array.from({ length: 9 }, (_, k) => Math.round(500 * 2 ** (k / 2))),
  mostTrials: 5,
};

/**
 * Whether a step was offered cleanly: nothing lost, on time, near no limit, and with a latency that
 * adds nothing to what is to be judged. One noisy second is allowed, as in a verdict.
 */
export function cleanTrial(
  load: StepLoad,
  ratePerSec: number,
  objective: Objective,
  cpus: number,
): CleanTrial {
  const { planned, dropped, unsent, ok } = load.counts;
  const limitMs = lagLimitMs(objective);
  const lost = planned === 0 ? 1 : (dropped + unsent) / planned;
  const uncleanWindows = load.windows.filter(({ lagUs }) => lagUs.p99 > limitMs * 1000).length;
  const answered = load.windows.filter(({ latency }) => latency.count > 0);
  const latencyP99Ms =
    answered.length === 0
      ? null
      : Math.min(...answered.map(({ latency }) => latency.quantileUs(0.99))) / 1000;
  const { cpuUs, wallUs } = load.use;
  const cpuShare = wallUs === 0 ? null : cpuUs / (wallUs * Math.max(1, cpus));
  const isBusy = cpuShare !== null && cpuShare > THRESHOLDS.generatorCpuShare.value;
  const clean =
    !isBusy &&
    ok > 0 &&
    lost <= THRESHOLDS.droppedShare.value &&
    uncleanWindows <= THRESHOLDS.uncleanWindowsAllowed.value &&
    latencyP99Ms !== null &&
    latencyP99Ms <= limitMs;
  const exhausted = isBusy || lost > EXHAUSTED_DROPS;
  return { ratePerSec, clean, exhausted, droppedShare: lost, uncleanWindows, latencyP99Ms, cpuShare };
}

/**
 * The next rate to try, or the limit: the highest rung of the ladder found clean, null where none
 * was. Bisection over the rungs; a rate that was not clean is tried a second time before it counts,
 * unless the generator was out of breath, so that one bad moment of the machine does not halve the
 * limit. Trials that the budget does not allow leave the rungs above as not clean.
 */
export function nextTrial(
  trials: readonly CleanTrial[],
  { ladderPerSec, mostTrials }: RateSearch,
): NextTrial {
  let low = -1;
  let high = ladderPerSec.length;
  for (const [rung, ratePerSec] of ladderPerSec.entries()) {
    const here = trials.filter((trial) => trial.ratePerSec === ratePerSec);
    if (here.some(({ clean }) => clean)) low = Math.max(low, rung);
    else if (here.length > 1 || here.some(({ exhausted }) => exhausted)) high = Math.min(high, rung);
  }
  const limitPerSec = ladderPerSec[low] ?? null;
  if (trials.length >= mostTrials || high - low <= 1) return { limitPerSec };
  const last = trials.at(-1);
  const again =
    last !== undefined &&
    !last.clean &&
    low < ladderPerSec.indexOf(last.ratePerSec) &&
    ladderPerSec.indexOf(last.ratePerSec) < high;
  return { ratePerSec: again ? last.ratePerSec : (ladderPerSec[Math.floor((low + high) / 2)] as number) };
}
