import { describe, expect, it } from 'vitest';
import { type DropEvidence, droppedByGenerator } from '../../src/adapters/k6/blame-drops.ts';
import { dropsByWindow, plannedByWindow } from '../../src/adapters/k6/drops-by-window.ts';
import { Rebuilt } from '../../src/adapters/k6/rebuild-histogram.ts';

const sample = (count: number, minUs: number, medianUs = minUs, maxUs = medianUs): Rebuilt =>
  count === 0 ? new Rebuilt([0], [0, 0.5, 1]) : new Rebuilt([count, minUs, medianUs, maxUs], [0, 0.5, 1]);

describe('when arrivals were dropped', () => {
  const planned = [100, 100, 100, 100];
  it.each([
    {
      what: 'none',
      lags: [
        [100, 60],
        [100, 40],
        [100, 9],
        [100, 70],
      ],
      dropped: 0,
      want: [0, 0, 0, 0],
    },
    {
      what: 'in one second',
      lags: [
        [100, 60],
        [90, 40],
        [100, 100_050],
        [100, 100_070],
      ],
      dropped: 10,
      want: [0, 10, 0, 0],
    },
    {
      what: 'to the end',
      lags: [
        [100, 60],
        [100, 40],
        [100, 9],
        [60, 20],
      ],
      dropped: 40,
      want: [0, 0, 0, 40],
    },
    {
      what: 'while nothing ran',
      lags: [
        [90, 60],
        [0, 0],
        [0, 0],
        [70, 2_400_010],
      ],
      dropped: 240,
      want: [10, 100, 130, 0],
    },
    {
      what: 'from the first on',
      lags: [
        [0, 0],
        [50, 1_000_000],
        [100, 1_500_000],
        [100, 1_500_000],
      ],
      dropped: 150,
      want: [100, 50, 0, 0],
    },
    // A second that was late throughout seems to have lost more than any later one shows.
    {
      what: 'late, not dropped',
      lags: [
        [100, 60],
        [100, 45_000],
        [100, 20],
        [100, 30],
      ],
      dropped: 3,
      want: [0, 0, 0, 3],
    },
  ])('$what', ({ lags, dropped, want }) => {
    const seconds = lags.map(([count = 0, minUs = 0]) => sample(count, minUs));
    const found = dropsByWindow(seconds, planned, dropped, 10_000).map((window) => window.dropped);
    expect(found).toEqual(want);
  });

  it('what is due in each second of a rate that is no whole number', () => {
    const due = plannedByWindow(11, 3, 1e6 / 3.5);
    expect(due).toEqual([4, 3, 4]);
  });
});

describe('whose fault a drop was', () => {
  const evidence: DropEvidence = {
    dropped: 300,
    pulses: [sample(50, 40, 600, 1_200)],
    cpuShare: 0.3,
    ratePerSec: 1000,
    virtualUsers: 100,
  };
  it.each<[string, Partial<DropEvidence>, number]>([
    ['an idle k6 on time: the service, all of them', {}, 0],
    ['its CPUs full', { cpuShare: 0.81 }, 300],
    ['nobody knows its CPU', { cpuShare: null }, 300],
    ['no pulse at all', { pulses: [sample(0, 0)] }, 300],
    ['late all the time', { pulses: [sample(50, 40, 15_000, 90_000)] }, 300],
    ['stood still for 80 ms: at most what was due in it', { pulses: [sample(50, 40, 600, 80_000)] }, 80],
    [
      'stood still in the second before',
      { pulses: [sample(50, 40, 600, 80_000), sample(50, 40, 600, 900)] },
      80,
    ],
    ['stood still for longer than the drops last', { pulses: [sample(50, 40, 600, 400_000)] }, 300],
    ['a hiccup that its virtual users bridge', { pulses: [sample(50, 40, 600, 20_000)] }, 0],
    ['nothing dropped', { dropped: 0, cpuShare: 1 }, 0],
  ])('%s', (_, more, want) => {
    expect(droppedByGenerator({ ...evidence, ...more })).toBe(want);
  });
});
