import { tQuantile } from './distributions.ts';
import type { LoadWindow } from './load.ts';
import type { Objective } from './objective.ts';
import { batchShare, binomialLowerBound, binomialUpperBound } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';

/** The share of requests over the latency objective, with what can be said for sure about it. */
export interface SlowShare {
  readonly share: number | null;
  readonly se: number | null;
  /** One-sided bounds; 0 and 1 where there is too little to judge by. */
  readonly lower: number;
  readonly upper: number;
  readonly requests: number;
  readonly windows: number;
}

/**
 * Estimates the share of requests over the objective from one-second windows as batches. The
 * bounds are the wider of two: Student's t on batch means (requests of a queue resemble their
 * neighbours), and the exact binomial (no spread between batches that all saw nothing).
 * `creditMs` lengthens the objective window by window, for what was not the service's doing.
 */
export function slowShare(
  windows: readonly LoadWindow[],
  objective: Objective,
  timeoutMs: number,
  creditMs: (window: LoadWindow) => number = () => 0,
): SlowShare {
  const batches = windows.map((window) => {
    const limitMs = objective.latencyMs + creditMs(window);
    // Timeouts stand in the histogram at the timeout's value: a longer objective would overlook them.
    const overlooked = limitMs >= timeoutMs ? window.counts.timeouts + window.counts.unsent : 0;
    return { hits: window.latency.countAbove(limitMs * 1000) + overlooked, n: window.latency.count };
  });
  const filled = batches.filter((batch) => batch.n > 0);
  const requests = filled.reduce((sum, batch) => sum + batch.n, 0);
  if (requests === 0) return { share: null, se: null, lower: 0, upper: 1, requests, windows: 0 };
  const hits = filled.reduce((sum, batch) => sum + batch.hits, 0);
  const estimate = batchShare(filled);
  const told = { share: estimate.share, se: estimate.se, requests, windows: filled.length };
  if (estimate.se === null || filled.length < THRESHOLDS.latencyWindows.value)
    return { ...told, lower: 0, upper: 1 };
  const confidence = THRESHOLDS.latencyConfidence.value;
  const margin = estimate.se === 0 ? 0 : tQuantile(confidence, estimate.df) * estimate.se;
  const [low, high] = [estimate.share - margin, estimate.share + margin];
  return {
    ...told,
    // Nothing is below 0 or above 1: there the binomial bound need not be known.
    lower: low <= 0 ? 0 : Math.min(low, binomialLowerBound(hits, requests, confidence)),
    upper: high >= 1 ? 1 : Math.max(high, binomialUpperBound(hits, requests, confidence)),
  };
}
