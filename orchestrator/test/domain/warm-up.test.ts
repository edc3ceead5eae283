import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/domain/random.ts';
import { hasTrend, warmUpDecision } from '../../src/domain/warm-up.ts';
import { normalNoise } from './normal-noise.ts';

const spec = { minS: 10, maxS: 20 };

/** CPU per request, s after s, until the decision falls. */
function warmUp(perRequestUs: (second: number) => number): { seconds: number; end: string } {
  const seen: number[] = [];
  for (;;) {
    seen.push(perRequestUs(seen.length));
    const decision = warmUpDecision(seen, spec);
    if (decision !== 'continue') return { seconds: seen.length, end: decision };
  }
}

/** 4 % noise, and a collection now and then that makes a second a quarter dearer. */
function noisy(seed: number): (us: number) => number {
  const random = seededRandom(seed);
  const gauss = normalNoise(random);
  return (us) => us * (1 + 0.04 * gauss()) * (random() < 0.04 ? 1.25 : 1);
}

describe('the warm-up', () => {
  it('never ends before its least time, and always by its longest', () => {
    expect(warmUp(() => 50)).toEqual({ seconds: 10, end: 'steady' });
    expect(warmUp((s) => 100 - 2 * s)).toEqual({ seconds: 20, end: 'not-steady' });
  });

  it('ends at once for a steady service in most launches, and for nearly all in the end', () => {
    const ends = Array.from({ length: 200 }, (_, i) => {
      const noise = noisy(i + 1);
      return warmUp(() => noise(50));
    });
    // Simulated: 88 to 94 % at 10 s, none left at 20 s; the bounds are five standard errors off.
    expect(ends.filter((end) => end.seconds === 10).length).toBeGreaterThan(150);
    expect(ends.filter((end) => end.end === 'steady').length).toBeGreaterThanOrEqual(198);
  });

  it('goes on while compilation makes requests cheaper', () => {
    const ends = Array.from({ length: 200 }, (_, i) => {
      const noise = noisy(i + 1);
      return warmUp((s) => noise(50 * (1 + Math.exp(-s / 8))));
    });
    expect(ends.filter((end) => end.seconds === 10).length).toBeLessThan(40);
  });

  it('does not call a service steady on two seconds', () => {
    expect(warmUpDecision([50], { minS: 2, maxS: 2 })).toBe('continue');
    expect(warmUpDecision([50, 50], { minS: 2, maxS: 2 })).toBe('not-steady');
  });
});

describe('Mann-Kendall', () => {
  it('sees a fall and a rise, not a flat line nor one outlier', () => {
    expect(hasTrend([9, 8, 7, 6, 5, 4, 3, 2], 0.95)).toBe(true);
    expect(hasTrend([1, 2, 3, 4, 6, 5, 7, 8], 0.95)).toBe(true);
    expect(hasTrend([5, 5, 5, 5, 5, 5, 5, 5], 0.95)).toBe(false);
    expect(hasTrend([5, 6, 5, 99, 6, 5, 6, 5], 0.95)).toBe(false);
  });
});
