import { RATE_PER_SEC } from './settings.ts';

/**
 * Which values of a sorted sample are told: enough to rebuild it (the lab keeps histograms).
 *
 * k6 answers a percentile q of n values with the one at rank q·(n − 1), or between two. Asked for
 * exactly k / (n − 1) it gives the k-th value itself, so nothing is blurred where n is known, and it
 * is: a second holds as many arrivals as the rate says. The upper 5 % are told value by value (up to
 * `TAIL` of them), the rest in steps of 0.5 %.
 */
const BODY = 190;
const TAIL = 250;
const TAIL_SHARE = 0.05;

/** Shares from 0 to 1, ascending, the ends included. */
function quantileGrid(valuesPerWindow: number): number[] {
  // A rate that is no whole number gives a second one arrival more or less.
  const sizes = new Set([Math.floor(valuesPerWindow), Math.ceil(valuesPerWindow)]);
  const shares = new Set([0, 1]);
  for (const size of sizes) for (const rank of ranks(size - 1)) shares.add(rank / (size - 1));
  return [...shares].sort((a, b) => a - b);
}

function ranks(last: number): number[] {
  if (last < 1) return [];
  const tail = Math.min(TAIL, Math.ceil(last * TAIL_SHARE));
  const all = new Set<number>();
  for (let i = 0; i <= BODY; i++) all.add(Math.round((i / BODY) * (last - tail)));
  for (let rank = last - tail; rank <= last; rank++) all.add(rank);
  return [...all];
}

export function quantiles(): number[] {
  return quantileGrid(RATE_PER_SEC);
}

/** As k6 wants them in `summaryTrendStats`. */
export function trendStats(): string[] {
  return ['count', ...quantiles().map(trendStat)];
}

export function trendStat(share: number): string {
  return `p(${share * 100})`;
}
