import { lnGamma } from '../distributions.ts';

/**
 * The acceptance region of a binomial test: the largest k such that somebody who is right with
 * probability `share` is right fewer than k times in n with a probability below `falseAlarm`.
 */
export function leastRight(n: number, share: number, falseAlarm: number): number {
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += binomial(k, n, share);
    if (below >= falseAlarm) return k;
  }
  return n;
}

/** P(X = k), by logarithms, since n! is too large a number soon. */
function binomial(k: number, n: number, p: number): number {
  const ways = lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
