import { describe, expect, it } from 'vitest';
import { looksOf } from '../../../src/domain/capacity/looks.ts';
import { compareContenders, pairsAmong } from '../../../src/domain/comparison.ts';
import { estimateOf, heavyTailed, holdsTruth, normal, simulatedRun } from './simulated-launches.ts';
import { playLaunch, simulatedAnswer } from './simulated-search.ts';

/**
 * Searches and intervals against truths that are known. Seeds are fixed; `npm run bench:capacity` does
 * the same for every kind of queue, with noise, at length, and docs/METHODOLOGY.md has its figures.
 */
describe('the search', () => {
  it.each([
    // Paced arrivals, fixed service: 1000/s. Poisson arrivals, exponential service: μ − ln 100 / 50 ms.
    { kind: 'D/D/1', service: 'fixed', pacing: 'paced', truth: 1000, launches: 3 },
    {
      kind: 'M/M/1',
      service: 'exponential',
      pacing: 'poisson',
      truth: 1000 - Math.log(100) / 0.05,
      launches: 10,
    },
  ] as const)(
    'finds the capacity of $kind to within 2 % over launches',
    ({ service, pacing, truth, launches }) => {
      const logs = Array.from({ length: launches }, (_, i) => {
        const answer = simulatedAnswer({ capacityPerSec: 1000, service }, { pacing, seed: 100 * i + 1 });
        const { result } = playLaunch(answer);
        return result.kind === 'found' ? Math.log(result.perSec / truth) : Number.NaN;
      });
      expect(Math.abs(logs.reduce((sum, log) => sum + log, 0) / launches)).toBeLessThan(0.02);
    },
  );
});

const RUNS = 800;
/** So many of RUNS are below 95 % in under 1 % of cases (binomial, normal approximation). */
const LEAST_COVERED = 0.95 - 2.33 * Math.sqrt((0.95 * 0.05) / RUNS);

describe.each([
  { noise: 'normal', draw: normal },
  { noise: 'heavy-tailed', draw: heavyTailed },
])('with $noise launches', ({ draw }) => {
  it.each([2, 3, 5, 12])(
    'an interval of at most %d blocks holds the truth as often as it says',
    (planned) => {
      let covered = 0;
      for (let i = 0; i < RUNS; i++) {
        const [launches = []] = simulatedRun(planned, 1, 0.02, draw);
        if (holdsTruth(estimateOf(launches, planned))) covered++;
      }
      expect(covered / RUNS).toBeGreaterThanOrEqual(LEAST_COVERED);
    },
  );

  it.each([3, 12])(
    'of at most %d blocks tells equal contenders apart in at most one run of 20',
    (planned) => {
      let wrong = 0;
      for (let i = 0; i < RUNS; i++) {
        const [a = [], b = [], c = []] = simulatedRun(planned, 3, 0.02, draw);
        const table = new Map([
          ['a', a],
          ['b', b],
          ['c', c],
        ]);
        const pairs = compareContenders(table, pairsAmong(table.size) * looksOf(planned))?.pairs ?? [];
        // Called equivalent or not: what counts is whether the interval holds 1.
        if (pairs.some(({ low, high }) => low > 1 || high < 1)) wrong++;
      }
      expect(1 - wrong / RUNS).toBeGreaterThanOrEqual(LEAST_COVERED);
    },
  );
});
