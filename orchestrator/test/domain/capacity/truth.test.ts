import { describe, expect, it } from 'vitest';
import { capacityEstimate } from '../../../src/domain/capacity/contender-capacity.ts';
import { isLook, looksOf } from '../../../src/domain/capacity/looks.ts';
import { compareContenders } from '../../../src/domain/comparison.ts';
import { DEFAULT_OBJECTIVE } from '../../../src/domain/objective.ts';
import { seededRandom } from '../../../src/domain/random.ts';
import { playLaunch, simulatedAnswer } from './simulated-search.ts';

/**
 * Searches and intervals against truths that are known. Seeds are fixed; `npm run bench:capacity` does
 * the same for every kind of queue, with noise, at length, and docs/METHODOLOGY.md has its figures.
 */
const scenario = { objective: DEFAULT_OBJECTIVE, step: { durationS: 5, leadInS: 1 } };

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
const TRUE_PER_SEC = 1000;
/** What the search finds too much, simulated. */
const BIAS = 0.006;

/** Launches that differ by `sd`, and a run that looks as a run looks and ends where it would. */
function run(planned: number, contenders: number, sd: number, draw: () => number): number[][] {
  const found: number[][] = Array.from({ length: contenders }, () => []);
  for (let block = 1; block <= planned; block++) {
    for (const launches of found) launches.push(TRUE_PER_SEC * Math.exp(BIAS + sd * draw()));
    if (isLook(block) && found.every((launches) => halfWidth(launches, planned) <= 0.05)) break;
  }
  return found;
}

function estimateOf(launches: readonly number[], blocks: number) {
  const results = launches.map((perSec, i) => ({ block: i + 1, result: { kind: 'found', perSec } as const }));
  return capacityEstimate(results, { ...scenario, blocks });
}

function halfWidth(launches: readonly number[], blocks: number): number {
  const estimate = estimateOf(launches, blocks);
  return estimate.kind === 'interval' ? estimate.halfWidth : Number.POSITIVE_INFINITY;
}

const random = seededRandom(11);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Student's t with 4 degrees of freedom, scaled to variance 1: launches that are off now and then. */
const heavyTailed = (): number => {
  const power = Array.from({ length: 4 }, normal).reduce((sum, z) => sum + z * z, 0);
  return normal() / Math.sqrt(power / 4) / Math.SQRT2;
};

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
        const [launches = []] = run(planned, 1, 0.02, draw);
        const estimate = estimateOf(launches, planned);
        if (estimate.kind === 'interval' && estimate.low <= TRUE_PER_SEC && estimate.high >= TRUE_PER_SEC)
          covered++;
      }
      expect(covered / RUNS).toBeGreaterThanOrEqual(LEAST_COVERED);
    },
  );

  it.each([3, 12])(
    'of at most %d blocks tells equal contenders apart in at most one run of 20',
    (planned) => {
      let wrong = 0;
      for (let i = 0; i < RUNS; i++) {
        const [a = [], b = [], c = []] = run(planned, 3, 0.02, draw);
        const table = new Map([
          ['a', a],
          ['b', b],
          ['c', c],
        ]);
        const pairs = compareContenders(table, looksOf(planned))?.pairs ?? [];
        // Called equivalent or not: what counts is whether the interval holds 1.
        if (pairs.some(({ low, high }) => low > 1 || high < 1)) wrong++;
      }
      expect(1 - wrong / RUNS).toBeGreaterThanOrEqual(LEAST_COVERED);
    },
  );
});
