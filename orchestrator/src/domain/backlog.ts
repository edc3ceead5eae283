import type { LoadWindow } from './load.ts';
import type { Objective } from './objective.ts';
import { type SlopeEstimate, slopeIsAbove, slopeOf } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';

export interface Backlog {
  /** Growth of the requests in flight, per second; null with fewer than three windows. */
  readonly slopePerSec: number | null;
  /** True when the growth is sure and what had piled up took too long to drain. */
  readonly grows: boolean;
}

/** In-flight growth over the windows' means. */
export function inFlightSlope(windows: readonly LoadWindow[]): SlopeEstimate | null {
  return slopeOf(windows.map((window) => ({ x: window.index + 0.5, y: window.inFlightMean })));
}

/**
 * Whether requests piled up: in-flight growth above 0.5 % of the rate a second by a one-sided test,
 * and a drain longer than the objective. Both, because a stationary queue wanders, and because
 * a short overload drains at once. `creditShare` (of the rate) is growth that the host may have caused.
 */
export function backlogOf(
  windows: readonly LoadWindow[],
  step: { readonly ratePerSec: number; readonly drainMs: number; readonly timeoutMs: number },
  objective: Objective,
  creditShare = 0,
): Backlog {
  const estimate = inFlightSlope(windows);
  if (estimate === null) return { slopePerSec: null, grows: false };
  const least = (THRESHOLDS.backlogGrowthShare.value + creditShare) * step.ratePerSec;
  // A drain never lasts longer than the timeout, so a longer objective could not be missed by it.
  const tooLongMs = Math.min(objective.latencyMs, 0.9 * step.timeoutMs);
  const grows =
    windows.length >= THRESHOLDS.backlogWindows.value &&
    step.drainMs > tooLongMs &&
    slopeIsAbove(estimate, least, THRESHOLDS.backlogConfidence.value);
  return { slopePerSec: estimate.slope, grows };
}
