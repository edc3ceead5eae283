import type { Scenario } from '../scenario.ts';
import { THRESHOLDS } from '../thresholds.ts';

/**
 * By how much a search with such steps may find too much, as a share of the rate. An overload d adds
 * latency at d seconds a second, so a step of duration T does not see one below objective / T; and
 * where steps are long enough for that, the rate at which most of them are held still lies a little
 * above the truth (docs/METHODOLOGY.md has the simulated biases).
 */
export function searchResolution({ objective, step }: Pick<Scenario, 'objective' | 'step'>): number {
  return Math.max(THRESHOLDS.capacityBias.value, objective.latencyMs / (1000 * step.durationS));
}
