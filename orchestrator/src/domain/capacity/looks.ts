import { THRESHOLDS } from '../thresholds.ts';

/**
 * Blocks after which a run may end because its capacities are known well enough. Few and fixed: an
 * interval that is looked at until it pleases no longer holds what it says.
 */
const LOOKS = [3, 5, 8, 12, 20];

export function isLook(blocks: number): boolean {
  return LOOKS.includes(blocks);
}

/**
 * Confidence of an interval at any look of a run of `plannedBlocks`, so that all looks together are
 * wrong as rarely as one: Bonferroni over the looks before the last block, and the last one.
 */
export function confidenceOfLook(plannedBlocks: number): number {
  const looks = LOOKS.filter((blocks) => blocks < plannedBlocks).length + 1;
  return 1 - (1 - THRESHOLDS.capacityConfidence.value) / looks;
}
