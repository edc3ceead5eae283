import { normalQuantile } from './distributions.ts';
import type { WarmUpSpec } from './scenario.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Fewest points at which Mann-Kendall can say anything at its level. */
const FEWEST_POINTS = 4;

export type WarmUpDecision = 'continue' | 'steady' | 'not-steady';

/**
 * Whether a contender is warm, from its CPU per request in each second of the warm-up so far.
 * `steady` once the trend test finds no trend and `minS` has passed; `not-steady` at `maxS`,
 * also when there were too few seconds to tell (a 2 s warm-up proves nothing).
 */
export function warmUpDecision(
  cpuUsPerRequest: readonly number[],
  spec: Pick<WarmUpSpec, 'minS' | 'maxS'>,
): WarmUpDecision {
  const seconds = cpuUsPerRequest.length;
  if (seconds < spec.minS) return 'continue';
  const recent = cpuUsPerRequest.slice(-THRESHOLDS.warmUpWindows.value);
  if (recent.length >= FEWEST_POINTS && !hasTrend(recent, THRESHOLDS.warmUpConfidence.value)) return 'steady';
  return seconds >= spec.maxS ? 'not-steady' : 'continue';
}

/**
 * Mann-Kendall: counts pairs that rise against pairs that fall; under no trend the difference S is
 * near normal with variance n(n − 1)(2n + 5) / 18, less what ties take (Kendall 1975), with the
 * continuity correction |S| − 1.
 */
export function hasTrend(values: readonly number[], confidence: number): boolean {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign((values[j] as number) - (values[i] as number));
  }
  const ties = [...Map.groupBy(values, (value) => value).values()].map((group) => group.length);
  const spread = (k: number): number => k * (k - 1) * (2 * k + 5);
  const variance = (spread(n) - ties.reduce((sum, k) => sum + spread(k), 0)) / 18;
  if (variance <= 0) return false;
  return (Math.abs(s) - 1) / Math.sqrt(variance) > normalQuantile(confidence);
}
