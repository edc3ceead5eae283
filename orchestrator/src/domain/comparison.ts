import { meanInterval } from './mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from './ratio.ts';
import { meanOf } from './statistics.ts';

/** Positive numbers of one metric: of each contender one for each block, in the same order. */
export type BlockTable = ReadonlyMap<string, readonly number[]>;

export interface ComparedPair extends Ratio {
  /** `ratio` is `a` over `b`. */
  readonly a: string;
  readonly b: string;
}

export interface Comparison {
  readonly blocks: number;
  /** Every pair, the lower of the two first. All intervals hold at once. */
  readonly pairs: readonly ComparedPair[];
  /** Lowest first. */
  readonly tiers: readonly (readonly string[])[];
}

/**
 * Compares contenders block by block: what a block does to all of them cancels in ln a − ln b, and
 * the launch is the unit. Null with fewer than two blocks or contenders: then nothing can be said.
 * `atOnce`: how many intervals are to be right at once, where more are shown than those of these pairs.
 */
export function compareContenders(table: BlockTable, atOnce = pairsAmong(table.size)): Comparison | null {
  const logs = [...table]
    .map(([id, values]) => ({ id, logs: values.map(Math.log) }))
    .sort((x, y) => (meanOf(x.logs) ?? 0) - (meanOf(y.logs) ?? 0) || x.id.localeCompare(y.id));
  const pairs = logs.flatMap((a, i) =>
    logs.slice(i + 1).flatMap((b): ComparedPair[] => {
      const differences = a.logs.map((value, block) => value - (b.logs[block] as number));
      const interval = meanInterval(differences, confidenceOfEach(atOnce));
      return interval === null ? [] : [{ a: a.id, b: b.id, ...ratioOf(interval) }];
    }),
  );
  if (pairs.length === 0) return null;
  const ids = logs.map(({ id }) => id);
  return { blocks: logs[0]?.logs.length ?? 0, pairs, tiers: tiersOf(ids, pairs) };
}

/** How many pairs so many contenders make. */
export function pairsAmong(contenders: number): number {
  return (contenders * (contenders - 1)) / 2;
}

/**
 * A tier ends only where everybody above differs from everybody below. So two that cannot be
 * separated always share a tier; two that differ share one where others bridge them.
 */
function tiersOf(ordered: readonly string[], pairs: readonly ComparedPair[]): string[][] {
  const differing = new Set(pairs.flatMap(({ a, b, verdict }) => (verdict === 'differs' ? `${a} ${b}` : [])));
  const tiers: string[][] = [];
  for (const [i, id] of ordered.entries()) {
    const below = ordered.slice(i);
    const parted = ordered.slice(0, i).every((above) => below.every((b) => differing.has(`${above} ${b}`)));
    if (parted) tiers.push([id]);
    else tiers.at(-1)?.push(id);
  }
  return tiers;
}
