import { describe, expect, it } from 'vitest';
import { judgeStep } from '../../src/domain/verdict.ts';
import type { Judgement } from '../../src/domain/verdict-types.ts';
import { type SimulatedLoad, type SimulatedService, simulatedStep } from './simulated-step.ts';

/**
 * Verdicts against services whose truth is known. Seeds are fixed, so nothing here flakes;
 * where a bound is not "always" or "never", other seeds would miss it in under 1 % (binomial, with
 * the shares that docs/METHODOLOGY.md shows).
 */
const CAPACITY = 1000;
const fixed: SimulatedService = { capacityPerSec: CAPACITY, service: 'fixed' };
const exponential: SimulatedService = { capacityPerSec: CAPACITY, service: 'exponential' };
type Kind = Pick<SimulatedLoad, 'pacing'> & { readonly service: SimulatedService; readonly name: string };
const D_D_1: Kind = { name: 'D/D/1', service: fixed, pacing: 'paced' };
const M_D_1: Kind = { name: 'M/D/1', service: fixed, pacing: 'poisson' };
const D_M_1: Kind = { name: 'D/M/1', service: exponential, pacing: 'paced' };
const M_M_1: Kind = { name: 'M/M/1', service: exponential, pacing: 'poisson' };
const KINDS = [D_D_1, M_D_1, D_M_1, M_M_1];

function verdicts(
  kind: Kind,
  share: number,
  durationS: number,
  runs: number,
  more: (run: number) => Partial<SimulatedLoad> = () => ({}),
): Judgement[] {
  return Array.from({ length: runs }, (_, run) => {
    const load = { ratePerSec: CAPACITY * share, durationS, pacing: kind.pacing, seed: 100 + run };
    return judgeStep(simulatedStep(kind.service, { ...load, ...more(run) }));
  });
}

const times = (judgements: readonly Judgement[], ...wanted: string[]): number =>
  judgements.filter((j) => wanted.includes(j.verdict) || wanted.includes(`${j.verdict}:${j.reason}`)).length;

/** A pause at a place of the step that differs from run to run and covers all of it. */
const pausedFor = (forMs: number, durationS: number) => (run: number) => ({
  pauses: [{ atMs: ((run * 0.618034) % 1) * durationS * 1000, forMs }],
});
/** Hiccups of 8 ms, six a second: scheduler lag p99 far above its limit in every window. */
const hiccups = () => ({ pauses: Array.from({ length: 50 }, (_, i) => ({ atMs: i * 160 + 20, forMs: 8 })) });

describe('an overloaded service', () => {
  it.each(KINDS)('$name at 1.1 times its capacity for 6 s fails, always', (kind) => {
    expect(times(verdicts(kind, 1.1, 6, 40), 'failed')).toBe(40);
  });

  it.each(KINDS)('$name at twice its capacity fails at any length, also by errors alone', (kind) => {
    for (const durationS of [2, 12]) expect(times(verdicts(kind, 2, durationS, 4), 'failed')).toBe(4);
  });

  it('still fails while the generator hiccups in every second', () => {
    expect(times(verdicts(D_D_1, 1.1, 6, 20, hiccups), 'failed')).toBe(20);
    expect(times(verdicts(M_M_1, 1.2, 6, 20, hiccups), 'failed')).toBe(20);
  });

  it('still fails while the host steals less than it lacks', () => {
    const stolen = () => ({ steal: (second: number) => (second % 2 === 0 ? 0.15 : 0) });
    expect(times(verdicts(D_D_1, 1.1, 6, 20, stolen), 'failed')).toBe(20);
  });

  it('shows at 1 % over, which no p99 sees in 8 s', () => {
    expect(times(verdicts(D_D_1, 1.01, 8, 5), 'failed:backlog')).toBe(5);
  });
});

describe('a stationary queue', () => {
  it.each([0.5, 0.8, 0.9])('at %d of its capacity never fails by backlog, and mostly holds', (share) => {
    for (const kind of KINDS) {
      const seen = verdicts(kind, share, 8, 30);
      expect(times(seen, 'failed')).toBe(0);
      expect(times(seen, 'held')).toBeGreaterThanOrEqual(18);
    }
  });

  it('just below capacity is rarely said to pile up', () => {
    expect(times(verdicts(M_M_1, 0.97, 8, 60), 'failed:backlog')).toBeLessThanOrEqual(3);
  });

  it('is not held by 30 s at a rate where 8 % of requests are slow', () => {
    // M/M/1 at .95: P(T > 50 ms) = exp(−(μ − λ) · 50 ms) = 8.2 %.
    expect(times(verdicts(M_M_1, 0.95, 30, 15), 'held')).toBeLessThanOrEqual(1);
  });
});

describe('noise is never a slow service', () => {
  it.each([2, 6])('a generator stopped for 300 ms in %d s is invalid at any moment', (durationS) => {
    for (const kind of [D_D_1, D_M_1]) {
      for (const share of [0.5, 0.9]) {
        const seen = verdicts(kind, share, durationS, 25, pausedFor(300, durationS));
        expect(times(seen, 'failed')).toBe(0);
        expect(times(seen, 'invalid')).toBe(25);
      }
    }
  });

  it('nor is a shorter stop, at and beside the edge of a window', () => {
    for (const forMs of [30, 60, 95]) {
      for (const offsetMs of [-20, -1, -0.1, 0, 0.1, 1, 20]) {
        const pause = () => ({ pauses: [{ atMs: 4000 + offsetMs, forMs }] });
        expect(times(verdicts(D_M_1, 0.8, 8, 1, pause), 'failed')).toBe(0);
      }
    }
  });

  it('nor are stolen seconds', () => {
    for (const share of [0.5, 0.8, 0.9]) {
      for (const from of [0, 3, 6]) {
        const stolen = () => ({ steal: (second: number) => (second >= from && second < from + 2 ? 0.3 : 0) });
        expect(times(verdicts(D_M_1, share, 8, 5, stolen), 'failed')).toBe(0);
      }
    }
  });

  it('nor is a share of the CPU that is stolen all along, though it piles requests up', () => {
    for (const kind of [D_D_1, D_M_1]) {
      expect(
        times(
          verdicts(kind, 0.8, 8, 5, () => ({ steal: () => 0.3 })),
          'invalid',
        ),
      ).toBe(5);
    }
  });

  it('nor is the queue that a stolen second leaves behind for the clean ones after it', () => {
    for (const kind of [D_D_1, D_M_1]) {
      for (const share of [0.8, 0.9, 0.95]) {
        const one = (run: number) => ({ steal: (second: number) => (second === run % 8 ? 0.6 : 0) });
        expect(times(verdicts(kind, share, 8, 8, one), 'failed')).toBe(0);
        const two = () => ({ steal: (second: number) => (second === 1 || second === 4 ? 0.5 : 0) });
        expect(times(verdicts(kind, share, 15, 4, two), 'failed')).toBe(0);
      }
    }
  });

  it('nor is what a generator that stopped in the lead-in sends in one go when it goes on', () => {
    for (const kind of [D_D_1, D_M_1]) {
      for (const share of [0.8, 0.9, 0.95]) {
        for (const atMs of [-900, -320]) {
          const stopped = () => ({ pauses: [{ atMs, forMs: 300 }] });
          for (const durationS of [2, 8]) {
            expect(times(verdicts(kind, share, durationS, 5, stopped), 'failed')).toBe(0);
          }
        }
      }
    }
  });

  it('but a second that was stolen does not excuse an overload that goes on without it', () => {
    const stolen = (run: number) => ({ steal: (second: number) => (second === run % 8 ? 0.3 : 0) });
    expect(times(verdicts(D_D_1, 1.1, 8, 16, stolen), 'failed')).toBe(16);
    expect(times(verdicts(M_M_1, 1.1, 8, 16, stolen), 'failed')).toBe(16);
  });

  it('nor is lag of the generator that alone carries requests over the objective', () => {
    // 4 ms of service and now and then up to 2 ms of lag, against 5 ms.
    const pauses = Array.from({ length: 200 }, (_, i) => ({ atMs: i * 41, forMs: 2 }));
    const load = { ratePerSec: 200, durationS: 8, pacing: 'paced', seed: 1, pauses } as const;
    const step = simulatedStep({ capacityPerSec: 250, service: 'fixed' }, load);
    const strict = { ...step, objective: { ...step.objective, latencyMs: 5 } };
    expect(judgeStep(strict)).toMatchObject({ verdict: 'invalid', reason: 'unclean' });
  });

  it('and an objective that is met in spite of it is met', () => {
    expect(times(verdicts(D_M_1, 0.5, 8, 10, hiccups), 'held')).toBe(10);
    expect(
      times(
        verdicts(D_D_1, 0.5, 8, 10, () => ({ steal: () => 0.3 })),
        'held',
      ),
    ).toBe(10);
  });
});
