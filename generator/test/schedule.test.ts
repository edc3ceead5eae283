import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleOrder } from '../src/schedule.ts';
import { Schedule } from '../src/schedule.ts';

const base: ScheduleOrder = {
  ratePerSec: 100,
  durationMs: 1000,
  leadInMs: 0,
  pacing: 'paced',
  seed: 1,
  shard: { index: 0, count: 1 },
};

function duesOf(changes: Partial<ScheduleOrder>): number[] {
  const schedule = new Schedule({ ...base, ...changes });
  const dues: number[] = [];
  for (; schedule.dueUs !== Number.POSITIVE_INFINITY; schedule.advance()) dues.push(schedule.dueUs);
  return dues;
}

const orders = fc.record({
  ratePerSec: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0.5, max: 50, noNaN: true })),
  durationMs: fc.integer({ min: 1, max: 3000 }),
  leadInMs: fc.integer({ min: 0, max: 1500 }),
  pacing: fc.constantFrom('paced' as const, 'poisson' as const),
  seed: fc.nat(),
});

describe('Schedule', () => {
  it('paced: one arrival every 1 / rate, the first at the start, rate × duration in all', () => {
    const dues = duesOf({ ratePerSec: 1000, durationMs: 2000 });
    expect(dues).toHaveLength(2000);
    expect(dues[0]).toBe(0);
    expect(dues[1999]).toBeCloseTo(1_999_000, 3);
    expect(duesOf({ ratePerSec: 0.5, durationMs: 9000 })).toEqual([0, 2e6, 4e6, 6e6, 8e6]);
  });

  it('paced: the lead-in continues the same grid backwards, without a seam', () => {
    const dues = duesOf({ leadInMs: 250 });
    expect(dues.filter((dueUs) => dueUs < 0)).toHaveLength(25);
    for (let i = 1; i < dues.length; i++) {
      expect((dues[i] as number) - (dues[i - 1] as number)).toBeCloseTo(10_000, 3);
    }
  });

  it('may have a lead-in at another rate, before the very same load', () => {
    const load = (dues: readonly number[]): number[] => dues.filter((dueUs) => dueUs >= 0);
    const paced = duesOf({ leadInMs: 250, leadInRatePerSec: 400 });
    expect(paced.length - load(paced).length).toBe(100);
    expect(paced[0]).toBeCloseTo(-250_000, 3);
    for (const pacing of ['paced', 'poisson'] as const) {
      const order = { pacing, leadInMs: 2000, ratePerSec: 100 };
      const fast = duesOf({ ...order, leadInRatePerSec: 1000 });
      expect(load(fast)).toEqual(load(duesOf(order)));
      // 2000 expected of a Poisson process have a standard deviation of 45.
      expect(Math.abs(fast.length - load(fast).length - 2000)).toBeLessThan(200);
    }
  });

  it('shards together are exactly the unsharded schedule, in order', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 5 }), (order, count) => {
        const shards = Array.from({ length: count }, (_, index) =>
          duesOf({ ...order, shard: { index, count } }),
        );
        const all = duesOf(order);
        expect(shards.flat().sort((a, b) => a - b)).toEqual(all);
        const load = all.filter((dueUs) => dueUs >= 0);
        shards.forEach((dues, index) => {
          expect(dues.filter((dueUs) => dueUs >= 0)).toEqual(load.filter((_, i) => i % count === index));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('stays in its bounds and in order', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const dues = duesOf(order);
        expect(dues.every((dueUs, i) => i === 0 || dueUs >= (dues[i - 1] as number))).toBe(true);
        expect(dues[0] ?? 0).toBeGreaterThanOrEqual(-order.leadInMs * 1000);
        expect(dues.at(-1) ?? 0).toBeLessThan(order.durationMs * 1000);
      }),
      { numRuns: 60 },
    );
  });

  it('starts with the lead-in also where rate × lead-in is a whole number but for rounding', () => {
    const dues = duesOf({
      pacing: 'paced',
      ratePerSec: 49.99999933333333,
      durationMs: 1,
      leadInMs: 1500,
      seed: 0,
    });
    expect(dues[0]).toBe(-1_500_000);
  });

  it('poisson: the seed decides, whatever the lead-in', () => {
    const order = { pacing: 'poisson', ratePerSec: 2000, seed: 42 } as const;
    const once = duesOf(order);
    expect(duesOf(order)).toEqual(once);
    expect(duesOf({ ...order, leadInMs: 700 }).filter((dueUs) => dueUs >= 0)).toEqual(once);
    expect(duesOf({ ...order, seed: 43 })).not.toEqual(once);
  });

  it('poisson: gaps have the mean and the spread of exponential ones', () => {
    const dues = duesOf({ pacing: 'poisson', ratePerSec: 1000, durationMs: 100_000, seed: 5 });
    const gaps = dues.slice(1).map((dueUs, i) => dueUs - (dues[i] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // 100,000 gaps: the standard error of the mean is 0.3 %.
    expect(mean).toBeGreaterThan(985);
    expect(mean).toBeLessThan(1015);
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.97);
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.03);
    const long = gaps.filter((gap) => gap > 3 * mean).length / gaps.length;
    expect(long).toBeGreaterThan(0.045); // e^-3 = 0.0498
    expect(long).toBeLessThan(0.055);
  });
});
