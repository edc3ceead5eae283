import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { K6Sample } from '../../src/adapters/k6/k6-summary.ts';
import { Rebuilt } from '../../src/adapters/k6/rebuild-histogram.ts';

/** As k6 answers: the value at rank q·(n − 1), or between two. */
function sampleOf(values: readonly number[], quantiles: readonly number[]): K6Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return [
    sorted.length,
    ...quantiles.map((q) => {
      const rank = q * (sorted.length - 1);
      const [low = 0, high = low] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
      return Math.round(low + (high - low) * (rank - Math.floor(rank)));
    }),
  ];
}

/** The upper 5 % of n − 1 ranks one by one, every tenth below. */
function grid(n: number): number[] {
  const ranks = Array.from({ length: n }, (_, rank) => rank);
  return ranks.filter((rank) => rank >= 0.95 * (n - 1) || rank % 10 === 0).map((rank) => rank / (n - 1));
}

describe('a histogram from quantiles', () => {
  it('has every value of the upper 5 %, and the count, of any sample', () => {
    const values = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 100, maxLength: 300 });
    fc.assert(
      fc.property(values, (sample) => {
        const quantiles = grid(sample.length);
        const rebuilt = new Rebuilt(sampleOf(sample, quantiles), quantiles).histogram();
        const sorted = [...sample].sort((a, b) => a - b);
        expect(rebuilt.count).toBe(sample.length);
        expect(rebuilt.maxUs).toBe(sorted.at(-1));
        for (const q of [0.96, 0.98, 0.99, 0.995]) {
          expect(rebuilt.quantileUs(q)).toBe(sorted[Math.ceil(q * sorted.length - 1e-9) - 1]);
        }
        const threshold = sorted[Math.floor(0.97 * sorted.length)] as number;
        expect(rebuilt.countAbove(threshold)).toBe(sorted.filter((value) => value > threshold).length);
      }),
      { numRuns: 50 },
    );
  });

  it('invents nothing between fast answers and a few that waited for the timeout', () => {
    const values = [
      ...Array.from({ length: 990 }, () => 300),
      ...Array.from({ length: 10 }, () => 5_000_000),
    ];
    const quantiles = grid(1000);
    const rebuilt = new Rebuilt(sampleOf(values, quantiles), quantiles).histogram();
    expect(rebuilt.countAbove(310)).toBe(10);
  });

  it('leaves out the lowest and the highest', () => {
    const quantiles = [0, 0.25, 0.5, 0.75, 1];
    const rebuilt = new Rebuilt([5, 0, 10, 20, 30, 5000], quantiles);
    const middle = rebuilt.histogram(undefined, { lowest: 1, highest: 1 });
    expect([middle.count, middle.minUs, middle.maxUs]).toEqual([3, 10, 30]);
    expect(new Rebuilt([0], quantiles).histogram().count).toBe(0);
    expect(rebuilt.less(10).at(0.5)).toBe(10);
  });
});
