import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bracketRate } from '../../../src/domain/capacity/bracket.ts';
import { stepLengthS } from '../../../src/domain/capacity/step-length.ts';
import { capacityPosterior } from '../../../src/domain/capacity/threshold-posterior.ts';
import type { Trial } from '../../../src/domain/capacity/trial.ts';
import { THRESHOLDS } from '../../../src/domain/thresholds.ts';
import { type Answer, cliff, HELD, missedBy, playLaunch } from './simulated-search.ts';

const trials = (text: string): Trial[] =>
  text.split(' ').map((one) => {
    const outcomes = { h: 'held', m: 'missed', x: 'unexplained', b: 'blocked', u: 'unknown' } as const;
    return { ratePerSec: Number(one.slice(1)), outcome: outcomes[one[0] as keyof typeof outcomes] };
  });
const rates = (answer: Answer): number[] => playLaunch(answer).steps.map(({ ratePerSec }) => ratePerSec);
const from = { ratePerSec: 100, factor: 2 };

describe('the way to a bracket', () => {
  it('doubles while it holds, and asks twice before a miss counts', () => {
    expect(bracketRate([], from)).toBe(100);
    expect(bracketRate(trials('h100 h200'), from)).toBe(400);
    expect(bracketRate(trials('h100 m200'), from)).toBe(200);
    expect(bracketRate(trials('h100 m200 h200'), from)).toBe(400);
    expect(bracketRate(trials('h100 m200 m200'), from)).toBeNull();
  });

  it('goes down where the first rate is too much', () => {
    expect(bracketRate(trials('m100 m100'), from)).toBe(50);
    expect(bracketRate(trials('m100 m100 m50 m50'), from)).toBe(25);
    expect(bracketRate(trials('m100 m100 h50'), from)).toBeNull();
  });

  it('repeats what said nothing', () => {
    expect(bracketRate(trials('h100 u200 u200'), from)).toBe(200);
    expect(bracketRate(trials('h100 m200 u200'), from)).toBe(200);
  });

  it('begins with small steps where something is known', () => {
    const learned = { ratePerSec: 1000, factor: 1.05 };
    expect(bracketRate(trials('h1000'), learned)).toBeCloseTo(1050);
    expect(bracketRate(trials('h1000 h1050'), learned)).toBeCloseTo(1050 * 1.05 ** 2);
    expect(bracketRate(trials('m1000 m1000'), learned)).toBeCloseTo(1000 / 1.05);
  });
});

describe('where four of five steps are held', () => {
  it('needs a step that was held and one that was not', () => {
    expect(capacityPosterior([])).toBeNull();
    expect(capacityPosterior(trials('h100 h200'))).toBeNull();
    expect(capacityPosterior(trials('m100 u200'))).toBeNull();
  });

  it('agrees with an integral by other code on a grid ten times as fine', () => {
    const seen = 'h1000 h2000 m4000 m4000 h2800 m3400 h3100 h3250 m3300 h3200 m3290 h3240';
    expect((capacityPosterior(trials(seen)) ?? 0) / 3240.739).toBeCloseTo(1, 3);
  });

  it('is moved little by one miss far below', () => {
    const clean = 'h800 h900 h950 h980 m1020 m1050 h990 m1010 h1000';
    const disturbed = capacityPosterior(trials(`${clean} m500`)) ?? 0;
    expect(disturbed / (capacityPosterior(trials(clean)) ?? 0)).toBeGreaterThan(0.98);
  });
});

describe('a search', () => {
  it('finds a cliff to within 2 %, wherever it lies', () => {
    fc.assert(
      fc.property(fc.double({ min: 3, max: 200_000, noNaN: true }), (capacity) => {
        const { result, steps } = playLaunch(cliff(capacity));
        expect(result.kind).toBe('found');
        if (result.kind === 'found') expect(Math.abs(Math.log(result.perSec / capacity))).toBeLessThan(0.02);
        expect(steps.length).toBeLessThanOrEqual(1 + THRESHOLDS.searchStepsMost.value);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('begins a later launch at what earlier ones found', () => {
    const first = playLaunch(cliff(5000));
    const later = playLaunch(cliff(5200), [first.steps]);
    expect(later.steps[0]?.ratePerSec).toBe(100);
    expect(Math.abs((later.steps[1]?.ratePerSec ?? 0) / 5000 - 1)).toBeLessThan(0.02);
    expect(later.steps.length).toBeLessThan(first.steps.length);
    expect(later.result.kind).toBe('found');
  });

  it('says at least where the generator was the limit', () => {
    const { result } = playLaunch((rate) =>
      rate <= 6000 ? HELD : { ...missedBy('generator'), verdict: 'invalid' },
    );
    expect(result.kind).toBe('at-least');
    if (result.kind === 'at-least') expect(result.perSec).toBeLessThanOrEqual(6000);
    if (result.kind === 'at-least') expect(result.perSec).toBeGreaterThan(5500);
  });

  it('says at least where nobody knows what the limit was, unless it was plain', () => {
    const { result } = playLaunch((rate) => (rate <= 6000 ? HELD : missedBy('unknown')));
    expect(result.kind).toBe('at-least');
    if (result.kind === 'at-least') expect(Math.abs(result.perSec / 6000 - 1)).toBeLessThan(0.02);
    const errors = playLaunch((rate) => (rate <= 6000 ? HELD : { ...missedBy('unknown'), reason: 'errors' }));
    expect(errors.result.kind).toBe('found');
    expect(playLaunch(() => missedBy('unknown')).result.kind).toBe('held-nothing');
  });

  it('takes no step of a later launch for its own that only compares', () => {
    const first = playLaunch(cliff(5000));
    // Far below its capacity, and missed all the same: in a first launch that would lead the search down.
    const later = playLaunch(
      (rate, step) => (step === 0 ? missedBy('service-cpu') : cliff(5000)(rate, step)),
      [first.steps],
    );
    expect(later.result).toEqual(playLaunch(cliff(5000), [first.steps]).result);
  });

  it('never says more than was held while the generator is the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 150, max: 50_000 }),
        fc.integer({ min: 150, max: 50_000 }),
        (most, capacity) => {
          const { result } = playLaunch((rate) => {
            if (rate > most) return { ...missedBy('generator'), verdict: 'undecided' };
            return cliff(capacity)(rate, 0);
          });
          const said = 'perSec' in result ? result.perSec : 0;
          expect(said).toBeLessThanOrEqual(Math.min(most, capacity) * 1.02);
          if (result.kind === 'at-least') expect(said).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('says that nothing was held where nothing was', () => {
    const { result } = playLaunch(cliff(0));
    expect(result.kind).toBe('held-nothing');
  });

  it('gives up where nothing can be learned', () => {
    const noise = { ...missedBy('host-noise'), verdict: 'undecided' } as const;
    const { result, steps } = playLaunch(() => noise);
    expect(result.kind).toBe('unknown');
    expect(steps).toHaveLength(THRESHOLDS.searchUnknownInARow.value);
    // What was held before stands, as a least.
    expect(playLaunch((rate) => (rate < 1000 ? HELD : noise)).result).toEqual({
      kind: 'at-least',
      perSec: 800,
    });
  });

  it('is not thrown off by one step that was disturbed', () => {
    const { result } = playLaunch((rate, step) =>
      step === 2 ? missedBy('service-stalled') : cliff(5000)(rate, step),
    );
    expect(result.kind === 'found' && Math.abs(result.perSec / 5000 - 1)).toBeLessThan(0.02);
  });

  it('offers low rates for as long as ten requests beyond the quantile take, a minute at most', () => {
    const lengths = [17, 50, 199, 200, 5000].map((rate) => stepLengthS(rate, 5, { quantile: 0.99 }));
    expect(lengths).toEqual([59, 20, 6, 5, 5]);
    expect(stepLengthS(3, 5, { quantile: 0.99 })).toBe(60);
    expect(stepLengthS(5000, 5, { quantile: 0.9999 })).toBe(20);
    expect(stepLengthS(100, 90, { quantile: 0.99 })).toBe(90);
  });

  it('rounds its rates to four digits', () => {
    for (const rate of rates(cliff(43_210))) expect(rate).toBe(Number(rate.toPrecision(4)));
  });
});
