import { tQuantile } from './distributions.ts';
import { meanOf } from './statistics.ts';

export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Student's t interval of a mean; null with fewer than two values, which have no spread. */
export function meanInterval(values: readonly number[], confidence: number): MeanInterval | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2) return null;
  const se = Math.sqrt(varianceOf(values) / values.length);
  return around(mean, se, values.length - 1, confidence);
}

/** Of positive values; null: there are none. */
export function geometricMean(values: readonly number[]): number | null {
  const mean = meanOf(values.map(Math.log));
  return mean === null ? null : Math.exp(mean);
}

/** Of positive values: Student's t on their logarithms, as their geometric mean with its bounds. */
export function geometricInterval(values: readonly number[], confidence: number): MeanInterval | null {
  const logs = meanInterval(values.map(Math.log), confidence);
  if (logs === null) return null;
  return { mean: Math.exp(logs.mean), low: Math.exp(logs.low), high: Math.exp(logs.high) };
}

/**
 * Interval of mean(b) − mean(a) for independent samples of unequal spread: Welch (1947), with the
 * degrees of freedom of Satterthwaite (1946). Null where either has fewer than two values.
 */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  confidence: number,
): MeanInterval | null {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  if (meanA === null || meanB === null || a.length < 2 || b.length < 2) return null;
  const [va, vb] = [varianceOf(a) / a.length, varianceOf(b) / b.length];
  const spread = va + vb;
  const df = spread === 0 ? 1 : spread ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return around(meanB - meanA, Math.sqrt(spread), df, confidence);
}

/** Unbiased (n − 1). */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values) ?? 0;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function around(mean: number, se: number, df: number, confidence: number): MeanInterval {
  const half = tQuantile((1 + confidence) / 2, df) * se;
  return { mean, low: mean - half, high: mean + half };
}
