/** Median and range of what the rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return {
    median: ((lower as number) + (upper as number)) / 2,
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    rounds: sorted.length,
  };
}

/** Ratios of what was measured in the same round, so that what slows a whole round cancels out. */
export function ratioSpread(
  above: readonly (number | null)[],
  below: readonly (number | null)[],
): Spread | null {
  return spreadOf(above.map((value, round) => (value ?? Number.NaN) / (below[round] ?? Number.NaN)));
}
