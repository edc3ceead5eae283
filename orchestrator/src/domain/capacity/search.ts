import { THRESHOLDS } from '../thresholds.ts';
import { MAX_RATE_PER_SEC } from '../units.ts';
import { bracketRate, type SearchStart } from './bracket.ts';
import { capacityPosterior } from './threshold-posterior.ts';
import type { Trial } from './trial.ts';

/** What a launch showed of a contender's capacity. */
export type SearchResult =
  | { readonly kind: 'found'; readonly perSec: number }
  /** Held so much, and that the service stopped the search could not be shown. */
  | { readonly kind: 'at-least'; readonly perSec: number }
  | { readonly kind: 'held-nothing'; readonly downToPerSec: number }
  | { readonly kind: 'unknown' };

export type SearchMove = { readonly kind: 'try'; readonly ratePerSec: number } | SearchResult;

/** Below it a step of seconds has next to no requests. */
const LEAST_RATE_PER_SEC = 1;

/**
 * The next rate to try, or what the steps so far come to. First the way to a bracket, then always the
 * present estimate, until enough steps lie near it. All steps speak for the estimate, the first too.
 */
export function nextMove(trials: readonly Trial[], start: SearchStart): SearchMove {
  const isOver = trials.length >= THRESHOLDS.searchStepsMost.value || isLost(trials);
  const bracket = bracketRate(trials, start);
  const estimate = bracket === null ? capacityPosterior(trials) : null;
  if (estimate !== null) {
    const near = nearby(trials, estimate);
    if (!isOver && near.length < THRESHOLDS.searchSteps.value) return tryRate(estimate);
    return resultAt(estimate, near, trials);
  }
  const next = bracket ?? start.ratePerSec;
  if (!isOver && next >= LEAST_RATE_PER_SEC && next <= MAX_RATE_PER_SEC) return tryRate(next);
  return resultWithoutEstimate(trials);
}

/** What the steps of a launch come to, whether its search had ended or was interrupted. */
export function searchResult(trials: readonly Trial[]): SearchResult {
  const estimate = capacityPosterior(trials);
  return estimate === null
    ? resultWithoutEstimate(trials)
    : resultAt(estimate, nearby(trials, estimate), trials);
}

function resultAt(estimate: number, near: readonly Trial[], trials: readonly Trial[]): SearchResult {
  const times = (wanted: Trial['outcome']): number => near.filter(({ outcome }) => outcome === wanted).length;
  const open = times('blocked') + times('unexplained');
  // A number only where the service stopped it; where something else did as often, or nobody knows what, it may hold more.
  if (open > 0 && times('missed') <= open) return resultWithoutEstimate(trials);
  if (near.length < THRESHOLDS.searchStepsLeast.value) return { kind: 'unknown' };
  return { kind: 'found', perSec: roundedRate(estimate) };
}

function resultWithoutEstimate(trials: readonly Trial[]): SearchResult {
  const rates = (...wanted: readonly Trial['outcome'][]): number[] =>
    trials.flatMap(({ outcome, ratePerSec }) => (wanted.includes(outcome) ? [ratePerSec] : []));
  const [held, missed] = [rates('held'), rates('missed', 'unexplained')];
  // Not the luckiest step: what was missed below it, and not by the generator, was not held.
  const sure = held.filter((rate) => rate < Math.min(...missed, Number.POSITIVE_INFINITY));
  if (sure.length > 0) return { kind: 'at-least', perSec: Math.max(...sure) };
  if (missed.length > 1) return { kind: 'held-nothing', downToPerSec: Math.min(...missed) };
  return { kind: 'unknown' };
}

/** The machine is too noisy now for anything to be learned. */
function isLost(trials: readonly Trial[]): boolean {
  const most = THRESHOLDS.searchUnknownInARow.value;
  return trials.length >= most && trials.slice(-most).every(({ outcome }) => outcome === 'unknown');
}

function nearby(trials: readonly Trial[], estimate: number): Trial[] {
  return trials.filter(
    ({ outcome, ratePerSec }) =>
      outcome !== 'unknown' && Math.abs(Math.log(ratePerSec / estimate)) <= THRESHOLDS.searchNear.value,
  );
}

function tryRate(ratePerSec: number): SearchMove {
  return { kind: 'try', ratePerSec: roundedRate(ratePerSec) };
}

/** Four digits: 0.1 % at most, finer than anything here can tell. */
export function roundedRate(ratePerSec: number): number {
  return Number(ratePerSec.toPrecision(4));
}
