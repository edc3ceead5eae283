import { THRESHOLDS } from '../thresholds.ts';
import type { Trial } from './trial.ts';

/** ln rate; 0.25 % apart, well below what a launch can tell. */
const GRID_STEP = 0.0025;
/** How far beyond the highest step held and the lowest missed the capacity may lie, in ln rate. */
const MARGIN = 0.1;
/**
 * How gradually `held` turns into `missed`, as the scale of a logistic curve in ln rate: a cliff (a fixed
 * service time), a queue under paced arrivals, a queue under random ones. All three are
 * thought equally likely, and the steps themselves tell.
 */
const SCALES = [0.003, 0.008, 0.02];

/**
 * Where the rate lies at which `capacityHeldShare` of steps are held, from all steps of a launch:
 * the mean of the posterior over ln rate, with a flat prior (QUEST, Watson and Pelli 1983; the mean
 * instead of the mode as ZEST, King-Smith et al. 1994; lapses as Wichmann and Hill 2001). Null
 * without a step that was held and one that was not.
 */
export function capacityPosterior(trials: readonly Trial[]): number | null {
  const told = trials.filter(({ outcome }) => outcome !== 'unknown');
  if (!told.some(isHeld) || told.every(isHeld)) return null;
  const logs = told.map((trial) => ({ x: Math.log(trial.ratePerSec), held: isHeld(trial) }));
  // Between them, or where they overlap, the capacity lies; further off the posterior has no weight.
  const highestHeld = Math.max(...logs.flatMap(({ x, held }) => (held ? [x] : [])));
  const lowestMissed = Math.min(...logs.flatMap(({ x, held }) => (held ? [] : [x])));
  const from = Math.min(highestHeld, lowestMissed) - MARGIN;
  const to = Math.max(highestHeld, lowestMissed) + MARGIN;
  const points = Math.ceil((to - from) / GRID_STEP) + 1;
  const grid = Array.from({ length: points }, (_, i) => from + i * GRID_STEP);
  const cells = grid.flatMap((x) =>
    SCALES.map((scale) => ({ x, logLikelihood: likelihood(logs, x, scale) })),
  );
  const best = cells.reduce((most, { logLikelihood }) => Math.max(most, logLikelihood), -Infinity);
  let [mass, sum] = [0, 0];
  for (const { x, logLikelihood } of cells) {
    const weight = Math.exp(logLikelihood - best);
    mass += weight;
    sum += weight * x;
  }
  return Math.exp(sum / mass);
}

function likelihood(
  logs: readonly { readonly x: number; readonly held: boolean }[],
  capacity: number,
  scale: number,
): number {
  const target = THRESHOLDS.capacityHeldShare.value;
  const oddsAtCapacity = (1 - target) / target;
  const most = 1 - THRESHOLDS.searchLapse.value;
  return logs.reduce((total, { x, held }) => {
    const share = most / (1 + oddsAtCapacity * Math.exp((x - capacity) / scale));
    return total + Math.log(held ? share : 1 - share);
  }, 0);
}

function isHeld({ outcome }: Trial): boolean {
  return outcome === 'held';
}
