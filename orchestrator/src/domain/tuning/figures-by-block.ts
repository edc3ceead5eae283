import type { BlockTable } from '../comparison.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';

/** What a step says of its contender: null: noise hid it; `undefined`: this rate is none to compare it at. */
export type Figure = (step: StepRecord) => number | null | undefined;

export interface FiguresAtRate {
  readonly ratePerSec: number;
  /** Of each contender a figure for each whole block; null: its launch there says nothing. */
  readonly table: BlockTable;
}

/** CPU-µs per request. Errors and timeouts cost something else than answers do. */
export const cpuFigure: Figure = ({ verdict, server }) => {
  if (verdict === 'invalid') return null;
  if (verdict === 'failed') return undefined;
  return (server.cpuUsPerRequest ?? 0) > 0 ? server.cpuUsPerRequest : null;
};

/** ms. Where a rate is not held p99 tells how long somebody waited, not how fast anything is. */
export const p99Figure: Figure = ({ verdict, latencyMs: { p99 } }) => {
  if (verdict === 'invalid') return null;
  // Too few samples for a p99 are too few in every block.
  return verdict === 'held' && p99 !== null && p99 > 0 ? p99 : undefined;
};

/**
 * At the highest rate at which everybody can be compared who can be at one at all; null: there is none.
 * Noise takes a launch out of it and no more: it does not ask how good a contender is. A rate that was not
 * held in some block, or not offered for want of it, is out for that contender.
 */
export function figuresByBlock(
  record: RunRecord,
  ids: readonly string[],
  figure: Figure,
): FiguresAtRate | null {
  const compared = ids
    .map((id) => ({ id, rates: byRate(record, id, figure) }))
    .filter(({ rates }) => rates.size > 0);
  const [first] = compared;
  if (first === undefined) return null;
  const common = [...first.rates.keys()].filter((rate) => compared.every(({ rates }) => rates.has(rate)));
  if (common.length === 0) return null;
  const ratePerSec = Math.max(...common);
  return { ratePerSec, table: new Map(compared.map(({ id, rates }) => [id, rates.get(ratePerSec) ?? []])) };
}

function byRate(record: RunRecord, contender: string, figure: Figure): Map<number, (number | null)[]> {
  const { policy } = record.scenario;
  const wrong = record.launches.some((one) => one.contender === contender && one.contract === 'failed');
  const own = record.steps.filter(
    (step) =>
      step.final &&
      step.contender === contender &&
      // Of a search only the first rate is everybody's.
      (policy.kind === 'ladder' || step.ratePerSec === policy.fromPerSec),
  );
  const blocks = wholeBlocks(record);
  const found = new Map<number, (number | null)[]>();
  for (const [rate, steps] of wrong ? [] : Map.groupBy(own, (step) => step.ratePerSec)) {
    const values = blocks.map((block) => {
      const figures = steps.filter((step) => step.block === block).map(figure);
      return figures.length === 0 ? undefined : worstOf(figures);
    });
    const known = values.flatMap((value) => (value === undefined ? [] : [value]));
    if (known.length === blocks.length && known.some((value) => value !== null)) found.set(rate, known);
  }
  return found;
}

/** A rate that comes twice in a launch counts by the worse of the two: percentiles are never averaged. */
function worstOf(figures: readonly (number | null | undefined)[]): number | null | undefined {
  if (figures.includes(undefined)) return undefined;
  const known = figures.flatMap((one) => one ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
