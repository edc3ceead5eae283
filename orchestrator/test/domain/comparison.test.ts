import { describe, expect, it } from 'vitest';
import { compareContenders } from '../../src/domain/comparison.ts';
import { cpuByBlock } from '../../src/domain/cpu-by-block.ts';
import { normalQuantile } from '../../src/domain/distributions.ts';
import { meanInterval, welchInterval } from '../../src/domain/mean-interval.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { rampRun, twoBlockRun } from '../report/fixture.ts';

describe('intervals of means', () => {
  it('match SciPy', () => {
    // scipy.stats.ttest_1samp([1, 2, 4, 7], 0).confidence_interval(0.95)
    const one = meanInterval([1, 2, 4, 7], 0.95);
    expect(one?.low).toBeCloseTo(-0.7099807423, 6);
    expect(one?.high).toBeCloseTo(7.7099807423, 6);
    // scipy.stats.ttest_ind([2, 5, 9], [1, 2, 4, 7], equal_var=False).confidence_interval(0.99)
    const welch = welchInterval([1, 2, 4, 7], [2, 5, 9], 0.99);
    expect(welch?.low).toBeCloseTo(-10.1360899929, 6);
    expect(welch?.high).toBeCloseTo(13.8027566595, 6);
  });

  it('need two values', () => {
    expect(meanInterval([1], 0.95)).toBeNull();
    expect(welchInterval([1], [1, 2], 0.95)).toBeNull();
  });
});

const TRUTH = { a: 40, b: 42, c: 60, d: 60 } as const;
/** Logarithmic noise of a launch; one contender is three times as noisy as the others. */
const LAUNCH_SD = { a: 0.02, b: 0.02, c: 0.02, d: 0.06 } as const;
const BLOCK_SD = 0.1;
type Id = keyof typeof TRUTH;
const IDS = Object.keys(TRUTH) as Id[];

function simulated(random: () => number, blocks: number, truth: Readonly<Record<Id, number>>) {
  const noise = (): number => normalQuantile(random() || 0.5);
  const shared = Array.from({ length: blocks }, () => BLOCK_SD * noise());
  return new Map(
    IDS.map((id) => [id, shared.map((block) => truth[id] * Math.exp(block + LAUNCH_SD[id] * noise()))]),
  );
}

describe('a comparison, simulated with effects of blocks and of launches', () => {
  const RUNS = 700;
  // Three standard errors of a share of 95 % below it: 1 false alarm in 700.
  const least = RUNS * 0.95 - 3 * Math.sqrt(RUNS * 0.95 * 0.05);

  it.each([2, 3, 5, 8])('%i blocks: all intervals are right at once in 95 of 100 runs', (blocks) => {
    const random = seededRandom(blocks);
    let right = 0;
    for (let run = 0; run < RUNS; run++) {
      const { pairs = [] } = compareContenders(simulated(random, blocks, TRUTH)) ?? {};
      expect(pairs).toHaveLength(6);
      right += Number(
        pairs.every(({ a, b, low, high }) => {
          const truth = TRUTH[a as Id] / TRUTH[b as Id];
          return low <= truth && truth <= high;
        }),
      );
    }
    expect(right).toBeGreaterThanOrEqual(least);
  });

  it.each([2, 5])('%i blocks of equal contenders: at most 5 of 100 runs say that any differ', (blocks) => {
    const random = seededRandom(100 + blocks);
    const equal = { a: 50, b: 50, c: 50, d: 50 };
    let clean = 0;
    for (let run = 0; run < RUNS; run++) {
      const { pairs = [] } = compareContenders(simulated(random, blocks, equal)) ?? {};
      clean += Number(pairs.every(({ verdict }) => verdict !== 'differs'));
    }
    expect(clean).toBeGreaterThanOrEqual(least);
  });

  it('five blocks part 40 from 60 nearly always', () => {
    const random = seededRandom(7);
    let parted = 0;
    for (let run = 0; run < 200; run++) {
      const { pairs = [] } = compareContenders(simulated(random, 5, TRUTH)) ?? {};
      parted += Number(pairs.some(({ a, b, verdict }) => a === 'a' && b === 'c' && verdict === 'differs'));
    }
    expect(parted).toBeGreaterThan(190);
  });
});

describe('a comparison', () => {
  const near = [1.001, 0.999, 1, 1.002, 0.998];
  const times = (factor: number, wobble = 1): number[] =>
    near.map((value, i) => factor * (i % 2 === 0 ? value : value * wobble));

  it('says which differ, are equivalent, or cannot be separated, the lower first', () => {
    const compared = compareContenders(
      new Map([
        ['slow', times(90)],
        ['bare', times(40)],
        ['twin', times(40.1)],
        ['wild', times(88, 1.2)],
      ]),
    );
    const verdicts = compared?.pairs.map(({ a, b, verdict }) => `${a} ${b} ${verdict}`);
    expect(verdicts).toEqual([
      'bare twin equivalent',
      'bare slow differs',
      'bare wild differs',
      'twin slow differs',
      'twin wild differs',
      'slow wild cannot-be-separated',
    ]);
    expect(compared?.tiers).toEqual([
      ['bare', 'twin'],
      ['slow', 'wild'],
    ]);
  });

  it('takes each pair by the blocks that have both, and names those that have too few', () => {
    const table = new Map([
      ['a', [10, 10.1, null, 9.9]],
      ['b', [20, null, 20.2, 20.1]],
      ['c', [null, 30, 30.1, null]],
    ]);
    const compared = compareContenders(table);
    expect(compared?.pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(['a b']);
    expect(compared?.pairs[0]?.ratio).toBeCloseTo(Math.sqrt((10 / 20) * (9.9 / 20.1)), 12);
    expect(compared?.unpaired).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(compared?.pairs[0]?.blocks).toBe(2);
    // Nobody has a pair: then that is what is said.
    const none = compareContenders(
      new Map([
        ['a', [10, null]],
        ['c', [null, 30]],
      ]),
    );
    expect([none?.pairs, none?.unpaired]).toEqual([[], [['a', 'c']]]);
    // Of whom nothing is known shares a tier.
    expect(compared?.tiers).toEqual([['a', 'b', 'c']]);
  });

  it('says nothing of one block or of one contender', () => {
    expect(
      compareContenders(
        new Map([
          ['a', [1]],
          ['b', [2]],
        ]),
      ),
    ).toBeNull();
    expect(compareContenders(new Map([['a', [1, 2]]]))).toBeNull();
  });

  it('takes the highest rate that all answered in every whole block', () => {
    expect(cpuByBlock(rampRun())).toMatchObject({ ratePerSec: 5000, leftOut: [] });
    // The second block was not whole: nothing of it counts.
    expect(cpuByBlock(twoBlockRun())?.table.get('fastify')).toEqual([52]);
  });
});
