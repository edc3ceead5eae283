import { Histogram } from '@framework-lab/protocol/histogram';
import type { K6Sample } from './k6-summary.ts';

/**
 * A histogram from the values at some quantiles: each of its values is what the sample has at that
 * rank, between two told quantiles the straight line. Where `quantiles` are ranks of the sample
 * itself (k6/scripts/quantile-grid.ts sees to it: the upper 5 % of a second one by one, the rest
 * every 0.5 %), those values are exact; the others lie between their neighbours. A sample of
 * another size than the grid was made for is blurred by at most one rank.
 */
export class Rebuilt {
  readonly count: number;
  readonly #values: readonly number[];
  readonly #quantiles: readonly number[];

  constructor([count, ...values]: K6Sample, quantiles: readonly number[]) {
    this.count = count;
    this.#values = values;
    this.#quantiles = quantiles;
  }

  get minUs(): number {
    return this.#values[0] ?? 0;
  }

  get maxUs(): number {
    return this.#values.at(-1) ?? 0;
  }

  /** The value at a share from 0 to 1; 0 where there is none. */
  at(share: number): number {
    const quantiles = this.#quantiles;
    let low = 0;
    let high = quantiles.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((quantiles[middle] as number) <= share) low = middle;
      else high = middle;
    }
    const [from = 0, to = from] = [this.#values[low], this.#values[high]];
    const [left = 0, right = 1] = [quantiles[low], quantiles[high]];
    return right === left ? from : from + ((to - from) * (share - left)) / (right - left);
  }

  /** Records `times` values spread like the sample. */
  recordInto(histogram: Histogram, times: number): void {
    if (this.count === 0) return;
    for (let rank = 0; rank < times; rank++) histogram.record(this.#ofRank(rank, times));
  }

  /** The same sample, every value that much shorter. */
  less(us: number): Rebuilt {
    return new Rebuilt([this.count, ...this.#values.map((value) => value - us)], this.#quantiles);
  }

  /** Without the `lowest` and the `highest` values, each changed by `change`. */
  histogram(
    change: (us: number) => number = (us) => us,
    { lowest = 0, highest = 0 }: { readonly lowest?: number; readonly highest?: number } = {},
  ): Histogram {
    const histogram = new Histogram();
    for (let rank = lowest; rank < this.count - highest; rank++) {
      histogram.record(change(this.#ofRank(rank, this.count)));
    }
    return histogram;
  }

  /** A hair more, so that a value told exactly is not cut to the µs below by binary rounding. */
  #ofRank(rank: number, of: number): number {
    return this.at(of === 1 ? 0.5 : rank / (of - 1)) + 1e-3;
  }
}
