import type { BlockTable } from '../comparison.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import type { RunRecord } from '../run-record.ts';

export interface P99Table {
  readonly ratePerSec: number;
  /** ms; of each contender a figure for each whole block. */
  readonly table: BlockTable;
}

/**
 * p99 at the highest rate that was held in every block by everybody who held one at all; null: there is no
 * such rate. Where nothing is held p99 tells how long somebody waited, not how fast anything is.
 */
export function p99ByBlock(record: RunRecord, ids: readonly string[]): P99Table | null {
  const compared = ids
    .map((id) => ({ id, rates: p99ByRate(record, id) }))
    .filter(({ rates }) => rates.size > 0);
  const [first] = compared;
  if (first === undefined) return null;
  const common = [...first.rates.keys()].filter((rate) => compared.every(({ rates }) => rates.has(rate)));
  if (common.length === 0) return null;
  const ratePerSec = Math.max(...common);
  return {
    ratePerSec,
    table: new Map(compared.map(({ id, rates }) => [id, rates.get(ratePerSec) ?? []])),
  };
}

/** Of one contender, at each rate that it held in every whole block. */
function p99ByRate(record: RunRecord, contender: string): Map<number, readonly number[]> {
  const wrong = record.launches.some((one) => one.contender === contender && one.contract === 'failed');
  const own = record.steps.filter((step) => step.final && step.contender === contender);
  const blocks = wholeBlocks(record);
  const found = new Map<number, readonly number[]>();
  for (const [rate, steps] of wrong ? [] : Map.groupBy(own, (step) => step.ratePerSec)) {
    const values = blocks.flatMap((block) => {
      const at = steps.filter((step) => step.block === block);
      const p99s = at.flatMap((step) =>
        step.verdict === 'held' && (step.latencyMs.p99 ?? 0) > 0 ? [step.latencyMs.p99 as number] : [],
      );
      // A rate that comes twice in a launch counts by the worse of the two: percentiles are never averaged.
      return at.length > 0 && p99s.length === at.length ? [Math.max(...p99s)] : [];
    });
    if (values.length === blocks.length && blocks.length > 0) found.set(rate, values);
  }
  return found;
}
