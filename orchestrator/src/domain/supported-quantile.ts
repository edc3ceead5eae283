import type { Histogram } from '@framework-lab/protocol/histogram';
import { THRESHOLDS } from './thresholds.ts';

/** Whether enough of so many samples lie beyond a quantile for it to be shown as a number. */
export function isSupported(samples: number, q: number): boolean {
  // The margin keeps 1000 samples and p99 (10 beyond it) on the right side of binary rounding.
  return samples * (1 - q) >= THRESHOLDS.percentileSamples.value - 1e-6;
}

/** Null where too few samples lie beyond it: it would be the maximum under another name. */
export function supportedMs(latency: Histogram, q: number): number | null {
  return isSupported(latency.count, q) ? latency.quantileUs(q) / 1000 : null;
}
