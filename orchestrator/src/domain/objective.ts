/**
 * What a step must meet to be held, e.g. `p99<50ms,errors<0.1%`.
 * `quantile` 0.99 with `latencyMs` 50 reads: at most 1 % of requests may take longer than 50 ms.
 */
export interface Objective {
  readonly quantile: number;
  readonly latencyMs: number;
  /** Largest tolerated share of (errors + timeouts + unsent) / planned, 0 to 1. */
  readonly errorShare: number;
}
