import type { Trial } from './trial.ts';

export interface SearchStart {
  readonly ratePerSec: number;
  /** By which the rate grows or shrinks at first; it grows to a doubling. */
  readonly factor: number;
}

const LARGEST_FACTOR = 2;

/**
 * The next rate on the way to one that is held with one that is not beside it; null once there are both.
 * A step that was not held is offered again before it counts: one stall would else end the way far
 * below the capacity. `trials` are the steps of this way, in their order.
 */
export function bracketRate(trials: readonly Trial[], start: SearchStart): number | null {
  let { ratePerSec, factor } = start;
  let [held, missed, missesHere] = [false, false, 0];
  for (const { outcome } of trials) {
    if (outcome === 'unknown') continue;
    if (outcome !== 'held' && ++missesHere < 2) continue;
    missesHere = 0;
    if (outcome === 'held') held = true;
    else missed = true;
    if (held && missed) return null;
    ratePerSec = outcome === 'held' ? ratePerSec * factor : ratePerSec / factor;
    factor = Math.min(LARGEST_FACTOR, factor ** 2);
  }
  return ratePerSec;
}
