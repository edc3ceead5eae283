import { seededRandom, shuffled } from './random.ts';

export interface PlannedLaunch {
  readonly contender: string;
  /** From 1. */
  readonly block: number;
}

/**
 * Every contender once per block, each block in its own seeded random order, so that no contender
 * always runs first on a cold machine or last on a warm one.
 */
export function launchOrder(contenders: readonly string[], blocks: number, seed: number): PlannedLaunch[] {
  const random = seededRandom(seed);
  return Array.from({ length: blocks }, (_, i) => i + 1).flatMap((block) =>
    shuffled(contenders, random).map((contender) => ({ contender, block })),
  );
}
