import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECTIVE, formatObjective, parseObjective } from '../../src/domain/objective.ts';

describe('an objective', () => {
  it.each([
    ['p99<50ms,errors<0.1%', { quantile: 0.99, latencyMs: 50, errorShare: 0.001 }],
    ['errors <= 1% , P99.9 <= 1s', { quantile: 0.999, latencyMs: 1000, errorShare: 0.01 }],
    ['p50<500us', { quantile: 0.5, latencyMs: 0.5, errorShare: 0.001 }],
    ['p99.99<5ms,errors<0%', { quantile: 0.9999, latencyMs: 5, errorShare: 0 }],
    ['errors<2%', { ...DEFAULT_OBJECTIVE, errorShare: 0.02 }],
  ])('reads %s', (text, objective) => {
    expect(parseObjective(text)).toEqual(objective);
  });

  it.each([
    ['p999<50ms', 'p999 is not between p50 and p99.99'],
    ['p49<50ms', 'not between'],
    ['p100<50ms', 'not between'],
    ['p99<50', 'no unit'],
    ['p99>50ms', 'not a percentile'],
    ['p99<0ms', 'above 0'],
    ['errors<0.1', 'lacks the % sign'],
    ['errors<100%', 'below 100%'],
    ['latency<5ms', 'neither'],
    ['p99<50ms,p95<20ms', 'two latency parts'],
    ['', 'a part is empty'],
    ['p99<50ms,', 'a part is empty'],
  ])('refuses "%s", says why and shows an example', (text, why) => {
    expect(() => parseObjective(text)).toThrow(
      expect.objectContaining({
        code: 'LAB_OBJECTIVE_INVALID',
        message: expect.stringContaining(why),
        fix: [expect.stringContaining('p99<50ms,errors<0.1%')],
      }),
    );
  });

  it('is written as it is read', () => {
    const quantiles = fc.integer({ min: 5000, max: 9999 }).map((n) => n / 10_000);
    const shares = fc.integer({ min: 0, max: 9999 }).map((n) => n / 10_000);
    fc.assert(
      fc.property(
        quantiles,
        fc.integer({ min: 1, max: 60_000 }),
        shares,
        (quantile, latencyMs, errorShare) => {
          const objective = { quantile, latencyMs, errorShare };
          expect(parseObjective(formatObjective(objective))).toEqual(objective);
        },
      ),
    );
  });
});
