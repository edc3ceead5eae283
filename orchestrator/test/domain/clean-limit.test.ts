import { Histogram } from '@framework-lab/protocol/histogram';
import { describe, expect, it } from 'vitest';
import { CLEAN_LIMIT_SEARCH, type CleanTrial, cleanTrial, nextTrial } from '../../src/domain/clean-limit.ts';
import type { LoadWindow, StepLoad } from '../../src/domain/load.ts';

const trial = (ratePerSec: number, how: 'clean' | 'noisy' | 'exhausted'): CleanTrial => ({
  ratePerSec,
  clean: how === 'clean',
  exhausted: how === 'exhausted',
  droppedShare: 0,
  uncleanWindows: 0,
  latencyP99Ms: 1,
  cpuShare: 0.5,
});

/** Plays a generator; `bad` are the trials, counted from 1, that a noisy machine spoils. */
function search(
  isClean: (ratePerSec: number) => boolean,
  bad: readonly number[] = [],
): { limit: number | null } {
  const trials: CleanTrial[] = [];
  for (;;) {
    const next = nextTrial(trials, CLEAN_LIMIT_SEARCH);
    if ('limitPerSec' in next) return { limit: next.limitPerSec };
    const spoilt = bad.includes(trials.length + 1);
    trials.push(trial(next.ratePerSec, !isClean(next.ratePerSec) ? 'exhausted' : spoilt ? 'noisy' : 'clean'));
    expect(trials.length).toBeLessThanOrEqual(CLEAN_LIMIT_SEARCH.mostTrials);
  }
}

describe('the search for a clean limit', () => {
  it.each([
    [499, null],
    [500, 500],
    [999, 707],
    [1000, 1000],
    [2100, 2000],
    [3000, 2828],
    [8000, 8000],
    [99_999, 8000],
  ])('a generator that is clean up to %i/s', (truth, want) => {
    expect(search((rate) => rate <= truth).limit).toBe(want);
  });

  it.each([1, 2, 3, 4])('is not misled by one bad moment, in trial %i', (bad) => {
    expect(search((rate) => rate <= 2100, [bad]).limit).toBe(2000);
  });

  it('believes a rate that was not clean twice', () => {
    expect(nextTrial([trial(2000, 'noisy')], CLEAN_LIMIT_SEARCH)).toEqual({ ratePerSec: 2000 });
    const next = nextTrial([trial(2000, 'noisy'), trial(2000, 'noisy')], CLEAN_LIMIT_SEARCH);
    expect('ratePerSec' in next && next.ratePerSec).toBeLessThan(2000);
  });

  it('gives what it has when the trials are used up', () => {
    const trials = [trial(2000, 'clean'), trial(4000, 'noisy'), trial(4000, 'clean')];
    expect(nextTrial(trials, { ...CLEAN_LIMIT_SEARCH, mostTrials: 3 })).toEqual({ limitPerSec: 4000 });
    expect(nextTrial([trial(2000, 'noisy')], { ...CLEAN_LIMIT_SEARCH, mostTrials: 1 })).toEqual({
      limitPerSec: null,
    });
  });
});

describe('a clean trial', () => {
  const window = (index: number, more: { lagMs?: number; latencyMs?: number } = {}): LoadWindow => {
    const latency = new Histogram();
    latency.record((more.latencyMs ?? 1) * 1000, 1000);
    const lagUs = { p50: 500, p99: (more.lagMs ?? 1) * 1000, max: 2000 };
    return { index, latency, lagUs, inFlightMean: 1, inFlightMax: 1 } as unknown as LoadWindow;
  };
  const objective = { quantile: 0.99, latencyMs: 50, errorShare: 0.001 };
  const judged = (more: {
    dropped?: number;
    unsent?: number;
    cpuShare?: number;
    windows?: LoadWindow[];
  }): CleanTrial => {
    const { dropped = 0, unsent = 0, cpuShare = 0.4, windows = [0, 1, 2].map((i) => window(i)) } = more;
    const counts = { planned: 3000, dropped, unsent, ok: 3000 - dropped - unsent };
    const use = { wallUs: 3e6, cpuUs: 6e6 * cpuShare, gcMaxUs: 0, gcUs: 0 };
    return cleanTrial({ counts, use, windows } as unknown as StepLoad, 1000, objective, 2);
  };

  it.each([
    ['all is well', {}, { clean: true, exhausted: false }],
    ['three dropped', { dropped: 3 }, { clean: true, exhausted: false }],
    ['four dropped', { dropped: 4 }, { clean: false, exhausted: false }],
    ['as many could not be sent', { unsent: 4 }, { clean: false, exhausted: false }],
    ['a tenth dropped', { dropped: 300 }, { clean: false, exhausted: true }],
    ['81 % of its CPUs', { cpuShare: 0.81 }, { clean: false, exhausted: true }],
    [
      'one late second',
      { windows: [window(0), window(1, { lagMs: 9, latencyMs: 20 }), window(2)] },
      { clean: true, exhausted: false },
    ],
    [
      'two late seconds',
      { windows: [window(0), window(1, { lagMs: 9 }), window(2, { lagMs: 3 })] },
      { clean: false, exhausted: false },
    ],
    [
      'latency that would be held against the service',
      { windows: [0, 1, 2].map((i) => window(i, { latencyMs: 3 })) },
      { clean: false, exhausted: false },
    ],
    ['nothing at all', { windows: [] }, { clean: false, exhausted: false }],
  ])('%s', (_, seen, want) => {
    expect(judged(seen)).toMatchObject(want);
  });
});
