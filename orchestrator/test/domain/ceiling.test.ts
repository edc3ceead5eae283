import { Histogram } from '@framework-lab/protocol/histogram';
import { describe, expect, it } from 'vitest';
import { CEILING_SEARCH, ceilingOf, ceilingTrial } from '../../src/domain/ceiling.ts';
import { type CleanTrial, nextTrial } from '../../src/domain/clean-limit.ts';
import type { LoadWindow, StepLoad } from '../../src/domain/load.ts';

const objective = { quantile: 0.95, latencyMs: 50, errorShare: 0.001 };

interface Seen {
  readonly dropped?: number;
  readonly unsent?: number;
  readonly errors?: number;
  readonly lagMs?: readonly number[];
  readonly latencyMs?: readonly number[];
}

function judged({
  dropped = 0,
  unsent = 0,
  errors = 0,
  lagMs = [0.2, 0.2, 0.2],
  latencyMs = [1, 1, 1],
}: Seen): CleanTrial {
  const windows = lagMs.map((lag, index): LoadWindow => {
    const latency = new Histogram();
    latency.record((latencyMs[index] as number) * 1000, 1000);
    return { index, latency, lagUs: { p50: 1, p99: lag * 1000, max: 1 } } as unknown as LoadWindow;
  });
  const planned = 30_000;
  const counts = { planned, dropped, unsent, ok: planned - dropped - unsent - errors };
  // Busy-polling: as for the built-in generator at any rate above 1,000/s.
  const use = { wallUs: 3e6, cpuUs: 3e6, gcMaxUs: 0, gcUs: 0 };
  return ceilingTrial({ counts, use, windows } as unknown as StepLoad, 10_000, objective, 1);
}

describe('a rate is delivered', () => {
  it.each<[string, Seen, Pick<CleanTrial, 'clean' | 'exhausted'>]>([
    ['with a busy CPU', {}, { clean: true, exhausted: false }],
    ['with 0.1 % dropped', { dropped: 30 }, { clean: true, exhausted: false }],
    ['not with more', { dropped: 31 }, { clean: false, exhausted: false }],
    ['not by far with 6 %', { dropped: 1800 }, { clean: false, exhausted: true }],
    ['not with requests that waited too long', { unsent: 1800 }, { clean: false, exhausted: true }],
    ['not with errors above the objective', { errors: 31 }, { clean: false, exhausted: false }],
    ['with one late second', { lagMs: [0.2, 9, 0.2] }, { clean: true, exhausted: false }],
    ['not with two', { lagMs: [0.2, 9, 9] }, { clean: false, exhausted: false }],
    ['with one slow second', { latencyMs: [1, 90, 1] }, { clean: true, exhausted: false }],
    [
      'not when no second is within the objective',
      { latencyMs: [51, 90, 60] },
      { clean: false, exhausted: false },
    ],
    ['not when nothing happened', { lagMs: [], dropped: 30_000 }, { clean: false, exhausted: true }],
  ])('%s', (_, seen, want) => {
    expect(judged(seen)).toMatchObject(want);
  });
});

describe('the search for a ceiling', () => {
  const found = (truthPerSec: number): ReturnType<typeof ceilingOf> => {
    const trials: CleanTrial[] = [];
    for (;;) {
      const next = nextTrial(trials, CEILING_SEARCH);
      if ('limitPerSec' in next) return ceilingOf('builtin', next.limitPerSec, trials);
      const clean = next.ratePerSec <= truthPerSec;
      trials.push({ ...judged({}), ratePerSec: next.ratePerSec, clean, exhausted: !clean });
    }
  };

  it.each([
    [499, null, 500],
    [600, 595, 707],
    [30_000, 26_909, 32_000],
    [111_408, 107_635, 128_000],
    [1e6, 181_019, null],
  ])('of a generator that delivers %d/s', (truth, ratePerSec, nextPerSec) => {
    expect(found(truth)).toMatchObject({ generator: 'builtin', ratePerSec, nextPerSec });
    expect(found(truth).trials.length).toBeLessThanOrEqual(6);
  });
});
