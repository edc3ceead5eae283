import { describe, expect, it } from 'vitest';
import {
  type Contestant,
  capacityCurve,
  curveObjectives,
  type HeldRate,
  orderOverCurve,
} from '../../src/domain/capacity-curve.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';

const OBJECTIVES = curveObjectives({ ...DEFAULT_OBJECTIVE, latencyMs: 50 }, 1000);

function contestant(id: string, heldAt: (latencyMs: number) => HeldRate | number | null): Contestant {
  return {
    id,
    heldAt: ({ latencyMs }) => {
      const held = heldAt(latencyMs);
      return typeof held === 'number' ? { perSec: held, atLeast: false } : held;
    },
  };
}

function orderOf(...contestants: Contestant[]) {
  return orderOverCurve(contestants, capacityCurve(contestants, OBJECTIVES));
}

describe('the objectives of a curve', () => {
  it('go from 2 ms to the timeout, two a doubling, through the one that was asked for', () => {
    const latencies = OBJECTIVES.map(({ latencyMs }) => latencyMs);
    expect(latencies).toEqual([
      2, 2.8, 4, 5.7, 8, 11, 16, 23, 32, 45, 50, 64, 91, 130, 180, 260, 360, 510, 720, 1000,
    ]);
    expect(new Set(OBJECTIVES.map(({ quantile }) => quantile))).toEqual(new Set([0.99]));
  });

  it('hold one below 2 ms, and a timeout below 2 ms', () => {
    const short = curveObjectives({ ...DEFAULT_OBJECTIVE, latencyMs: 0.5 }, 1);
    expect(short.map(({ latencyMs }) => latencyMs)).toEqual([0.5, 1]);
  });
});

describe('the order over objectives', () => {
  const even = contestant('even', () => 3000);

  it('flips between the last objective of the one order and the first of the other', () => {
    const patient = contestant('patient', (ms) => (ms < 20 ? 1000 : ms < 100 ? 3000 : 9000));
    expect(orderOf(even, patient)).toEqual({
      known: true,
      flips: [{ aheadBefore: 'even', aheadAfter: 'patient', fromMs: 16, toMs: 130 }],
    });
    expect(orderOf(patient, even).flips).toEqual(orderOf(even, patient).flips);
  });

  it('does not flip at a tie, and is unknown where there is nothing else', () => {
    const tied = contestant('tied', (ms) => (ms < 20 ? 3000 : 1000));
    expect(orderOf(even, tied)).toEqual({ known: true, flips: [] });
    expect(orderOf(even, even)).toEqual({ known: false, flips: [] });
  });

  it('is not told by a rate that may be higher than what is known of it', () => {
    const open = contestant('open', (ms) => (ms < 20 ? 9000 : { perSec: 1000, atLeast: true }));
    expect(orderOf(even, open)).toEqual({ known: true, flips: [] });
    const unknown = contestant('unknown', () => null);
    expect(orderOf(unknown, even)).toEqual({ known: false, flips: [] });
  });

  it('may flip more than once, and between several', () => {
    const wave = contestant('wave', (ms) => (ms < 5 || ms > 300 ? 5000 : 1000));
    const low = contestant('low', (ms) => (ms < 100 ? 500 : 2000));
    expect(orderOf(even, wave, low).flips.map((flip) => `${flip.aheadAfter} ${flip.toMs}`)).toEqual([
      'even 5.7',
      'low 130',
      'wave 360',
      'wave 360',
    ]);
  });
});
