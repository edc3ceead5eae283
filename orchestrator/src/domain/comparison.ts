import { meanInterval } from './mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from './ratio.ts';
import { meanOf } from './statistics.ts';

/**
 * Positive numbers of one metric: of each contender one for each block, in the same order; null: its
 * launch in that block says nothing.
 */
export type BlockTable = ReadonlyMap<string, readonly (number | null)[]>;

export interface ComparedPair extends Ratio {
  /** `ratio` is `a` over `b`. */
  readonly a: string;
  readonly b: string;
  /** In which both have a number. */
  readonly blocks: number;
}

export interface Comparison {
  /** The lower of the two first. All intervals hold at once. */
  readonly pairs: readonly ComparedPair[];
  /** Those with fewer than two blocks in common, of which nothing can be said. */
  readonly unpaired: readonly (readonly [string, string])[];
  /** Lowest first. */
  readonly tiers: readonly (readonly string[])[];
}

/**
 * Compares contenders block by block: what a block does to all of them cancels in ln a − ln b, and
 * the launch is the unit. Null with fewer than two blocks or contenders: then nothing is compared.
 * `atOnce`: how many intervals are to be right at once, where more are shown than those of these pairs.
 */
export function compareContenders(table: BlockTable, atOnce = pairsAmong(table.size)): Comparison | null {
  const ordered = [...table]
    .map(([id, values]) => ({
      id,
      values,
      mean: meanOf(values.flatMap((value) => value ?? []).map(Math.log)),
    }))
    .sort((x, y) => (x.mean ?? 0) - (y.mean ?? 0) || x.id.localeCompare(y.id));
  const all = ordered.flatMap((a, i) =>
    ordered.slice(i + 1).map((b) => {
      const logs = logRatios(a.values, b.values);
      const interval = meanInterval(logs, confidenceOfEach(atOnce));
      const ratio = interval === null ? null : ratioOf(interval);
      return { a: a.id, b: b.id, blocks: logs.length, ratio };
    }),
  );
  const blocks = Math.max(0, ...ordered.map(({ values }) => values.length));
  if (all.length === 0 || blocks < 2) return null;
  const pairs = all.flatMap(({ ratio, ...pair }) => (ratio === null ? [] : [{ ...pair, ...ratio }]));
  return {
    pairs,
    unpaired: all.flatMap(({ a, b, ratio }) => (ratio === null ? [[a, b] as const] : [])),
    tiers: tiersOf(
      ordered.map(({ id }) => id),
      pairs,
    ),
  };
}

/** ln a − ln b of every block in which both have a number. */
export function logRatios(a: readonly (number | null)[], b: readonly (number | null)[]): number[] {
  return a.flatMap((value, block) => {
    const other = b[block] ?? null;
    return value === null || other === null ? [] : [Math.log(value / other)];
  });
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
