import { incompleteBeta } from '../distributions.ts';

/**
 * The acceptance region of a binomial test: the largest k such that somebody who is right with
 * probability `share` is right fewer than k times in n with a probability below `falseAlarm`.
 */
export function leastRight(n: number, share: number, falseAlarm: number): number {
  for (let k = 0; k < n; k++) {
    // P(X ≤ k) of the binomial distribution.
    if (incompleteBeta(1 - share, n - k, k + 1) >= falseAlarm) return k;
  }
  return n;
}
