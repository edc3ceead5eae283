import type { SearchResult } from '../capacity/search.ts';
import { geometricMean } from '../mean-interval.ts';
import { type Claim, findingOf } from './finding.ts';
import type { Finding, SearchCase, SearchSeen } from './truth-case.ts';

/** With more noisy steps a capacity that is off says nothing of the search. */
const NOISY_SHARE = 0.1;

/**
 * The geometric mean of the launches against the truth, as of a contender in a run. Noise takes from a
 * capacity, and makes launches differ more, so that a few may also lie above it.
 */
export function judgeCapacity(truthPerSec: number, tolerance: number): (seen: SearchSeen) => Finding {
  return ({ results, steps, noisySteps }) => {
    const found = results.flatMap((result) => (result.kind === 'found' ? [result.perSec] : []));
    const perSec = geometricMean(found);
    const off = perSec === null ? null : perSec / truthPerSec - 1;
    const claims: Claim[] = [
      {
        holds: found.length === results.length,
        says: `launches found ${results.map(resultText).join(', ')}`,
        excusable: true,
      },
      ...(off === null || perSec === null
        ? []
        : [
            { holds: off >= -tolerance, says: offText(perSec, off), excusable: true },
            {
              holds: off <= tolerance,
              says: `at most ${(100 * tolerance).toFixed(0)} % above it`,
              excusable: true,
            },
          ]),
    ];
    return findingOf(claims, noisySteps <= NOISY_SHARE * steps);
  };
}

function resultText(result: SearchResult): string {
  switch (result.kind) {
    case 'found':
      return result.perSec.toFixed(0);
    case 'at-least':
      return `at least ${result.perSec.toFixed(0)}`;
    case 'held-nothing':
      return 'none';
    case 'unknown':
      return '?';
  }
}

function offText(perSec: number, off: number): string {
  return `${perSec.toFixed(0)}/s, ${Number((100 * off).toFixed(1))} % off`;
}

/**
 * On a quiet machine a launch of a D/D/1 search differs by 0.2 %, of an M/M/1 one by 2 % (docs/METHODOLOGY.md),
 * so three launches of the latter are off by more than 4 % in fewer than 1 of 100 trials.
 */
export const CASES_OF_CAPACITY: readonly SearchCase[] = [
  {
    id: 'capacity-d-d-1',
    what: 'a search: D/D/1 queue, 1,000/s, paced arrivals',
    truth: 'its rate of service, 1,000/s',
    tolerance: '± 3 %',
    caused: null,
    trials: [
      { service: { capacityPerSec: 1000, work: 'fixed' }, pacing: 'paced', fromPerSec: 300, launches: 1 },
    ],
    judge: judgeCapacity(1000, 0.03),
  },
  {
    id: 'capacity-m-m-1',
    what: 'a search of three launches: M/M/1 queue, 1,000/s, Poisson arrivals, p99 < 50 ms',
    // The time in an M/M/1 system is exponential with rate μ − λ: P(T > t) = exp(−(μ − λ) t).
    truth: 'μ − ln 100 / 50 ms, 908/s',
    tolerance: '± 4 %',
    caused: null,
    trials: [
      {
        service: { capacityPerSec: 1000, work: 'exponential' },
        pacing: 'poisson',
        fromPerSec: 300,
        launches: 3,
      },
    ],
    judge: judgeCapacity(1000 - Math.log(100) / 0.05, 0.04),
  },
];
