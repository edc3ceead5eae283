import { betaQuantile, tQuantile } from './distributions.ts';

/** Exact (Clopper-Pearson) one-sided lower bound of a share after `k` of `n`. */
export function binomialLowerBound(k: number, n: number, confidence: number): number {
  if (k <= 0 || n <= 0) return 0;
  return betaQuantile(1 - confidence, Math.min(k, n), Math.max(0, n - k) + 1);
}

/** Exact (Clopper-Pearson) one-sided upper bound of a share after `k` of `n`. */
export function binomialUpperBound(k: number, n: number, confidence: number): number {
  if (n <= 0 || k >= n) return 1;
  return betaQuantile(confidence, Math.max(0, k) + 1, n - k);
}

/** Arithmetic mean; null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Lag-1 autocorrelation of residuals, corrected for the bias that short series have towards
 * negative values (Kendall 1954: + (1 + 4 r) / n), never below 0 and at most `0.9`.
 */
export function autocorrelation(residuals: readonly number[]): number {
  const n = residuals.length;
  const power = residuals.reduce((sum, e) => sum + e * e, 0);
  if (n < 3 || power === 0) return 0;
  const lagged = residuals.slice(1).reduce((sum, e, i) => sum + e * (residuals[i] as number), 0);
  const raw = lagged / power;
  return Math.min(0.9, Math.max(0, raw + (1 + 4 * raw) / n));
}

export interface ShareEstimate {
  readonly share: number;
  /** Null when there are fewer than two batches. */
  readonly se: number | null;
  /** Degrees of freedom of `se`, autocorrelation allowed for. */
  readonly df: number;
}

/**
 * A share over batches of unequal size (ratio estimator), its standard error from the spread
 * between batches, widened where neighbouring batches resemble each other: with first-order
 * autocorrelation r the variance of the mean grows by (1 + r) / (1 − r).
 */
export function batchShare(batches: readonly { readonly hits: number; readonly n: number }[]): ShareEstimate {
  const filled = batches.filter((batch) => batch.n > 0);
  const n = filled.reduce((sum, batch) => sum + batch.n, 0);
  const share = n === 0 ? 0 : filled.reduce((sum, batch) => sum + batch.hits, 0) / n;
  const m = filled.length;
  if (m < 2) return { share, se: null, df: 0 };
  const residuals = filled.map((batch) => batch.hits - share * batch.n);
  const r = autocorrelation(residuals);
  const spread = residuals.reduce((sum, e) => sum + e * e, 0) * (m / (m - 1)) * ((1 + r) / (1 - r));
  return { share, se: Math.sqrt(spread) / n, df: Math.max(1, (m * (1 - r)) / (1 + r) - 1) };
}

export interface SlopeEstimate {
  readonly slope: number;
  readonly se: number;
  readonly df: number;
}

/** Least-squares line through (x, y), its slope's standard error widened for autocorrelation as above. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): SlopeEstimate | null {
  const n = points.length;
  if (n < 3) return null;
  const meanX = meanOf(points.map((p) => p.x)) as number;
  const meanY = meanOf(points.map((p) => p.y)) as number;
  const sxx = points.reduce((sum, p) => sum + (p.x - meanX) ** 2, 0);
  if (sxx === 0) return null;
  const slope = points.reduce((sum, p) => sum + (p.x - meanX) * (p.y - meanY), 0) / sxx;
  const residuals = points.map((p) => p.y - meanY - slope * (p.x - meanX));
  const r = autocorrelation(residuals);
  const variance = residuals.reduce((sum, e) => sum + e * e, 0) / (n - 2);
  return {
    slope,
    se: Math.sqrt((variance / sxx) * ((1 + r) / (1 - r))),
    df: Math.max(1, (n * (1 - r)) / (1 + r) - 2),
  };
}

/** One-sided test that the slope is above `least`: whether its lower confidence bound is. */
export function slopeIsAbove(estimate: SlopeEstimate, least: number, confidence: number): boolean {
  return estimate.slope - tQuantile(confidence, estimate.df) * estimate.se > least;
}
