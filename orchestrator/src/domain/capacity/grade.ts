import { tQuantile } from '../distributions.ts';
import { fewestBlocks } from '../fewest-blocks.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { confidenceOfLook } from './looks.ts';

export type Grade = 'A' | 'B' | 'C' | 'inconclusive';

const WIDEST: readonly (readonly [Grade, number])[] = [
  ['A', THRESHOLDS.gradeA.value],
  ['B', THRESHOLDS.gradeB.value],
  ['C', THRESHOLDS.gradeC.value],
];

/** By the half-width of an interval, as a share. */
export function gradeOf(halfWidth: number): Grade {
  return WIDEST.find(([, widest]) => halfWidth <= widest)?.[0] ?? 'inconclusive';
}

/** The next better grade and its half-width; null: there is none. */
export function gradeAbove(grade: Grade): { readonly grade: Grade; readonly halfWidth: number } | null {
  const better = WIDEST.findLast(([, widest]) => widest < widthOf(grade));
  return better === undefined ? null : { grade: better[0], halfWidth: better[1] };
}

function widthOf(grade: Grade): number {
  return WIDEST.find(([name]) => name === grade)?.[1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Half-width of the interval of a capacity to its wider side, as a share, from launches that differ by `sd`
 * (of their logarithms), with what the search cannot see.
 */
export function expectedHalfWidth(
  sd: number,
  launches: number,
  confidence: number,
  resolution: number,
): number {
  const t = tQuantile((1 + confidence) / 2, launches - 1);
  return Math.exp((t * sd) / Math.sqrt(launches)) * (1 + resolution) - 1;
}

/**
 * Blocks that a run has to have for its half-width to be expected that small, with the looks that so
 * long a run takes; null: more than 200.
 */
export function launchesFor(halfWidth: number, sd: number, resolution: number): number | null {
  return fewestBlocks(
    (blocks) => expectedHalfWidth(sd, blocks, confidenceOfLook(blocks), resolution) <= halfWidth,
  );
}
