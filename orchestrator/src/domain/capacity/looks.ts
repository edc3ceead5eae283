import type { Scenario } from '../scenario.ts';
import { THRESHOLDS } from '../thresholds.ts';

/**
 * Blocks after which a run may end because its capacities are known well enough. Few and fixed: an
 * interval that is looked at until it pleases no longer holds what it says.
 */
const LOOKS = [3, 5, 8, 12, 20];

export function isLook(blocks: number): boolean {
  return LOOKS.includes(blocks);
}

/** Blocks after which a run of `plannedBlocks` may end early, ascending. */
export function looksBefore(plannedBlocks: number): number[] {
  return LOOKS.filter((blocks) => blocks < plannedBlocks);
}

/** Looks that a run of `plannedBlocks` may take: those before the last block, and the last one. */
export function looksOf(plannedBlocks: number): number {
  return looksBefore(plannedBlocks).length + 1;
}

/** Looks at the intervals of a run: a search may end early by what it sees, and so looks more than once. */
export function looksAt({ policy, blocks }: Pick<Scenario, 'policy' | 'blocks'>): number {
  return policy.kind === 'capacity' ? looksOf(blocks) : 1;
}

/** Confidence of an interval at any look, so that all looks together are wrong as rarely as one: Bonferroni. */
export function confidenceOfLook(plannedBlocks: number): number {
  return 1 - (1 - THRESHOLDS.capacityConfidence.value) / looksOf(plannedBlocks);
}
