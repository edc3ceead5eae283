import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  incompleteBeta,
  lnGamma,
  normalQuantile,
  tQuantile,
} from '../../src/domain/distributions.ts';
import { seededRandom } from '../../src/domain/random.ts';
import {
  autocorrelation,
  batchShare,
  binomialLowerBound,
  binomialUpperBound,
  slopeIsAbove,
  slopeOf,
} from '../../src/domain/statistics.ts';
import { normalNoise } from './normal-noise.ts';

describe('distributions', () => {
  it('match published tables', () => {
    expect(lnGamma(10)).toBeCloseTo(Math.log(362_880), 10);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536, 6);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.0902323, 6);
    expect(tQuantile(0.95, 1)).toBeCloseTo(6.3138, 3);
    expect(tQuantile(0.95, 7)).toBeCloseTo(1.8946, 4);
    expect(tQuantile(0.99, 4)).toBeCloseTo(3.7469, 4);
    expect(tQuantile(0.05, 7)).toBeCloseTo(-1.8946, 4);
    expect(tQuantile(0.95, 1e6)).toBeCloseTo(normalQuantile(0.95), 4);
    expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(0.6875, 10);
    expect(betaQuantile(0.6875, 2, 3)).toBeCloseTo(0.5, 10);
  });
});

/** Where the distribution reaches p, by halving the range: slow, and nothing in it can go wrong. */
function bisectedBetaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

describe('the beta quantile', () => {
  const agrees = (p: number, a: number, b: number): void => {
    const [found, slow] = [betaQuantile(p, a, b), bisectedBetaQuantile(p, a, b)];
    expect(Math.abs(found - slow), `${p} of beta(${a}, ${b})`).toBeLessThanOrEqual(1e-9 * slow);
  };

  it('is what bisection finds, as the bounds of shares and as the quantiles of t', () => {
    const random = seededRandom(11);
    for (let i = 0; i < 1000; i++) {
      const n = Math.ceil(10 ** (5 * random()));
      const k = Math.floor(n * random() ** 4);
      agrees(0.95, k + 1, n - k);
      if (k > 0) agrees(0.05, k, n - k + 1);
      agrees(10 ** (-6 * random()), 10 ** (4 * random()) / 2, 0.5);
    }
  });

  it('is what bisection finds far out in the tails and with the oddest shapes', () => {
    const random = seededRandom(12);
    for (let i = 0; i < 300; i++) {
      const shape = (): number => 10 ** (5 * random() - 1);
      agrees(10 ** (-12 * random()), shape(), shape());
      // Nearer to 1 the last digit of the distribution itself is worth more than the tolerance.
      agrees(1 - 10 ** (-3 * random()), shape(), shape());
    }
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });
});

/** P(X ≤ k) of a binomial, by summing. */
function binomialCdf(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(
      lnGamma(n + 1) - lnGamma(i + 1) - lnGamma(n - i + 1) + i * Math.log(p) + (n - i) * Math.log1p(-p),
    );
  }
  return sum;
}

describe('binomial bounds', () => {
  it.each([
    [1, 800],
    [8, 800],
    [37, 1000],
    [0, 299],
    [5, 5],
  ])('are exact for %i of %i', (k, n) => {
    const lower = binomialLowerBound(k, n, 0.95);
    const upper = binomialUpperBound(k, n, 0.95);
    if (k > 0) expect(1 - binomialCdf(k - 1, n, lower)).toBeCloseTo(0.05, 8);
    else expect(lower).toBe(0);
    if (k < n) expect(binomialCdf(k, n, upper)).toBeCloseTo(0.05, 8);
    else expect(upper).toBe(1);
  });

  it('say nothing of no trials', () => {
    expect([binomialLowerBound(0, 0, 0.95), binomialUpperBound(0, 0, 0.95)]).toEqual([0, 1]);
  });
});

describe('the standard error of a share from batches', () => {
  it('is the binomial one for independent requests', () => {
    const random = seededRandom(11);
    const batches = Array.from({ length: 400 }, () => {
      const n = 200 + Math.floor(random() * 200);
      return { n, hits: Array.from({ length: n }, random).filter((x) => x < 0.05).length };
    });
    const { share, se } = batchShare(batches);
    const n = batches.reduce((sum, b) => sum + b.n, 0);
    expect((se as number) / Math.sqrt((share * (1 - share)) / n)).toBeGreaterThan(0.8);
    expect((se as number) / Math.sqrt((share * (1 - share)) / n)).toBeLessThan(1.4);
  });

  it('grows where batches resemble their neighbours', () => {
    const blocks = (run: number) =>
      Array.from({ length: 60 }, (_, i) => ({ n: 100, hits: Math.floor(i / run) % 2 === 0 ? 10 : 0 }));
    expect(batchShare(blocks(10)).se as number).toBeGreaterThan(2 * (batchShare(blocks(1)).se as number));
  });

  it('is not known from fewer than two batches', () => {
    expect(batchShare([{ n: 100, hits: 1 }]).se).toBeNull();
    expect(batchShare([]).share).toBe(0);
  });
});

describe('the slope test', () => {
  it('gives a false alarm in about one of a hundred flat series, also autocorrelated ones', () => {
    const random = seededRandom(5);
    const noise = normalNoise(random);
    const falseAlarms = (rho: number): number => {
      let alarms = 0;
      for (let run = 0; run < 1000; run++) {
        let y = noise();
        const points = Array.from({ length: 30 }, (_, x) => {
          y = rho * y + Math.sqrt(1 - rho * rho) * noise();
          return { x, y };
        });
        const estimate = slopeOf(points);
        if (estimate !== null && slopeIsAbove(estimate, 0, 0.99)) alarms++;
      }
      return alarms;
    };
    // 1,000 trials at 1 %: more than 20 has a probability under 0.2 %.
    expect(falseAlarms(0)).toBeLessThanOrEqual(20);
    expect(falseAlarms(0.5)).toBeLessThanOrEqual(30);
  });

  it('sees a line without noise at once, and none in three points or fewer', () => {
    const line = slopeOf([0, 1, 2, 3].map((x) => ({ x, y: 2 * x })));
    expect(line?.slope).toBeCloseTo(2, 12);
    expect(line !== null && slopeIsAbove(line, 1.9, 0.99)).toBe(true);
    expect(
      slopeOf([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ]),
    ).toBeNull();
  });
});

describe('autocorrelation', () => {
  it('is near its true value in a long series and never negative', () => {
    const random = seededRandom(2);
    let y = 0;
    const series = Array.from({ length: 5000 }, () => {
      y = 0.6 * y + (random() - 0.5);
      return y;
    });
    expect(autocorrelation(series)).toBeCloseTo(0.6, 1);
    expect(autocorrelation([1, -1, 1, -1, 1, -1])).toBe(0);
    expect(autocorrelation([0, 0, 0, 0])).toBe(0);
  });
});
