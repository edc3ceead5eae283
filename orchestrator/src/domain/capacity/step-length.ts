import type { Objective } from '../objective.ts';
import { THRESHOLDS } from '../thresholds.ts';

/**
 * How long a search offers a rate, s: at a low one long enough for ten requests beyond the quantile. With
 * fewer, one slow request more or less decides, and below 300 even a p99 of which none is slow stays
 * undecided: a slow service would seem to hold nothing.
 */
export function stepLengthS(
  ratePerSec: number,
  durationS: number,
  { quantile }: Pick<Objective, 'quantile'>,
): number {
  // 1 − 0.9999 is a little less than it should be.
  const needed = Math.round(THRESHOLDS.percentileSamples.value / (1 - quantile));
  const neededS = Math.ceil(needed / ratePerSec);
  return Math.max(durationS, Math.min(THRESHOLDS.searchStepLongest.value, neededS));
}
