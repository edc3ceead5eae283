import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTOGRAM_MAX_US, Histogram } from '../src/histogram.ts';

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const durations = fc.array(fc.integer({ min: 0, max: HISTOGRAM_MAX_US }), { minLength: 1, maxLength: 300 });

describe('Histogram', () => {
  it('gives every quantile within 0.1 % of the exact nearest-rank value', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const rank = Math.max(1, Math.min(sorted.length, Math.ceil(q * sorted.length - 1e-9)));
        const exact = sorted[rank - 1] as number;
        expect(Math.abs(of(values).quantileUs(q) - exact)).toBeLessThanOrEqual(exact * 0.001);
      }),
    );
  });

  it('gives several quantiles as it gives each', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(durations, shares, (values, qs) => {
        const [histogram, ascending] = [of(values), qs.toSorted((a, b) => a - b)];
        expect(histogram.quantilesUs(ascending)).toEqual(ascending.map((q) => histogram.quantileUs(q)));
      }),
    );
  });

  it('merges to exactly what recording everything in one would have given', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        expect(Histogram.merged([of(a), of(b)]).encode()).toBe(of([...a, ...b]).encode());
      }),
    );
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const original = of(values);
        const copy = Histogram.decode(original.encode());
        expect(copy.encode()).toBe(original.encode());
        expect(copy).toMatchObject({ count: values.length, minUs: original.minUs, maxUs: original.maxUs });
        expect(copy.meanUs).toBeCloseTo(original.meanUs, 6);
      }),
    );
  });

  it('counts what lies above a threshold, to the width of a bucket', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 0, max: HISTOGRAM_MAX_US - 1 }), (values, threshold) => {
        const above = of(values).countAbove(threshold);
        expect(above).toBeLessThanOrEqual(values.filter((v) => v > threshold).length);
        expect(above).toBeGreaterThanOrEqual(values.filter((v) => v > threshold * 1.001 + 1).length);
      }),
    );
  });

  it('counts exactly the buckets above the one of the threshold, from whichever side is shorter', () => {
    // Up to 2048 µs a bucket is one; above, 1024 to an octave: the layout said once more.
    const bucketFloor = (us: number): number => {
      const width = us < 2048 ? 1 : 2 ** (Math.floor(Math.log2(us)) - 10);
      return Math.floor(us / width) * width;
    };
    const narrow = fc
      .tuple(
        fc.integer({ min: 0, max: 200_000 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1 }),
      )
      .map(([from, offsets]) => offsets.map((offset) => from + offset));
    const threshold = fc.double({ min: -1, max: 2.5e5, noNaN: true });
    fc.assert(
      fc.property(narrow, threshold, (values, thresholdUs) => {
        const at = bucketFloor(Math.max(0, Math.floor(thresholdUs)));
        const above = values.filter((value) => bucketFloor(value) > at).length;
        expect(of(values).countAbove(thresholdUs)).toBe(above);
        expect(Histogram.decode(of(values).encode()).countAbove(thresholdUs)).toBe(above);
      }),
      { numRuns: 500 },
    );
    expect(new Histogram().countAbove(-1)).toBe(0);
  });

  it('keeps the exact maximum of a value beyond its range, and counts it as the largest', () => {
    const histogram = of([10, 2 * HISTOGRAM_MAX_US]);
    expect(histogram.maxUs).toBe(2 * HISTOGRAM_MAX_US);
    expect(histogram.countAbove(HISTOGRAM_MAX_US - 100_000)).toBe(1);
  });

  it('says nothing when empty, and refuses text that is not a histogram', () => {
    expect(new Histogram()).toMatchObject({ count: 0, minUs: 0, maxUs: 0, meanUs: 0 });
    expect(new Histogram().quantileUs(0.99)).toBe(0);
    expect(() => Histogram.decode('nonsense')).toThrow(RangeError);
    expect(() => Histogram.decode(of([1, 2, 3]).encode().slice(0, -4))).toThrow(RangeError);
  });
});
