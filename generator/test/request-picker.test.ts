import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestPicker } from '../src/request-picker.ts';
import { planRequests } from '../src/request-plan.ts';
import { getOrder } from './support/orders.ts';

describe('RequestPicker', () => {
  it('keeps every name within a few requests of its exact share, at any time', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.nat(), (wanted, seed) => {
        const requests = planRequests(
          wanted.map((weight, i) => getOrder(`r${i}`, '/', { statuses: [] }, weight)),
        );
        const picker = new RequestPicker(requests, seed, 0);
        const total = wanted.reduce((sum, weight) => sum + weight, 0);
        const picked = wanted.map(() => 0);
        for (let n = 1; n <= 400; n++) {
          const variant = picker.next();
          const at = requests.findIndex(({ tally }) => tally === variant.tally);
          picked[at] = (picked[at] as number) + 1;
          wanted.forEach((weight, i) => {
            expect(Math.abs((picked[i] as number) - (n * weight) / total)).toBeLessThan(wanted.length + 1);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is no pattern that could lock step with the connections', () => {
    const requests = planRequests([getOrder('a', '/a'), getOrder('b', '/b')]);
    const picker = new RequestPicker(requests, 3, 0);
    const onEven = Array.from({ length: 2000 }, (_, i) => [i, picker.next()] as const)
      .filter(([i]) => i % 2 === 0)
      .filter(([, { tally }]) => tally === requests[0]?.tally).length;
    expect(onEven).toBeGreaterThan(300);
    expect(onEven).toBeLessThan(700);
  });

  it('uses all variants of a request, by its seed', () => {
    const [one] = getOrder('items', '/').variants;
    const variants = Array.from({ length: 50 }, (_, i) => ({
      ...(one as NonNullable<typeof one>),
      wire: Buffer.from(`${i}`).toString('base64'),
    }));
    const pick = (seed: number): string[] => {
      const picker = new RequestPicker(planRequests([{ name: 'items', weight: 1, variants }]), seed, 0);
      return Array.from({ length: 1000 }, () => picker.next().wire.toString());
    };
    expect(new Set(pick(1)).size).toBe(50);
    expect(pick(1)).toEqual(pick(1));
    expect(pick(1)).not.toEqual(pick(2));
  });
});
