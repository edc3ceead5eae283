import { describe, expect, it } from 'vitest';
import { compareContenders } from '../../src/domain/comparison.ts';
import { type Control, type ControlFinding, judgeControls } from '../../src/domain/controls.ts';
import { cpuAt, cpuByBlock } from '../../src/domain/cpu-by-block.ts';
import { normalQuantile } from '../../src/domain/distributions.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { compareRuns } from '../../src/domain/run-comparison.ts';
import { blocksRun, controlledRun } from '../report/fixture.ts';

const SAME: Control = { control: 'same', of: 'bare', slowedBy: 0, known: 1 };
const SLOWED: Control = { control: 'slowed', of: 'bare', slowedBy: 0.05, known: 1.05 };
const BLOCK_SD = 0.1;

/** Original, duplicate and slowed duplicate, with effects of blocks and noise of launches. */
function simulated(random: () => number, blocks: number, launchSd: number) {
  const noise = (): number => normalQuantile(random() || 0.5);
  const shared = Array.from({ length: blocks }, () => BLOCK_SD * noise());
  const launched = (truth: number) => shared.map((block) => truth * Math.exp(block + launchSd * noise()));
  return new Map([
    ['bare', launched(40)],
    ['same', launched(40)],
    ['slowed', launched(42)],
  ]);
}

function tally(launchSd: number, blocks: number, others: number, runs: number) {
  const random = seededRandom(blocks);
  const counts: Partial<Record<ControlFinding['finding'], number>> = {};
  let bothRight = 0;
  for (let run = 0; run < runs; run++) {
    const found = judgeControls(simulated(random, blocks, launchSd), [SAME, SLOWED], 2 + others);
    for (const { finding } of found) counts[finding] = (counts[finding] ?? 0) + 1;
    bothRight += Number(
      found.every(({ known, low, high }) => known !== null && low <= known && known <= high),
    );
  }
  return { counts, bothRight };
}

describe('controls, simulated with effects of blocks and of launches', () => {
  const RUNS = 600;
  const least = RUNS * 0.95 - 3 * Math.sqrt(RUNS * 0.95 * 0.05);

  it.each([
    [3, 0.01],
    [5, 0.02],
    [8, 0.03],
  ])('%i blocks, noise %d: both intervals are right at once in 95 of 100 runs', (blocks, launchSd) => {
    const { counts, bothRight } = tally(launchSd, blocks, 0, RUNS);
    expect(bothRight).toBeGreaterThanOrEqual(least);
    // What excludes its truth is the complement, shared by the two of them: three standard errors above 2.5 %.
    const most = RUNS * 0.025 + 3 * Math.sqrt(RUNS * 0.025 * 0.975);
    expect(counts['false-difference'] ?? 0).toBeLessThanOrEqual(most);
    expect(counts['not-as-known'] ?? 0).toBeLessThanOrEqual(most);
  });

  it('a quiet run sees the known 5%, a noisy one seldom says so', () => {
    expect(tally(0.005, 5, 6, 200).counts.seen).toBeGreaterThan(190);
    const noisy = tally(0.03, 5, 6, 200).counts;
    expect(noisy.seen ?? 0).toBeLessThan(30);
    expect(noisy['not-separated']).toBeGreaterThan(150);
  });
});

describe('a control', () => {
  const near = [1.001, 0.999, 1, 1.002, 0.998];
  const wide = [1.06, 0.95, 1.02, 0.93, 1.05];
  const found = (values: readonly number[], control: Control, others = 0) =>
    judgeControls(
      new Map([
        ['bare', [40, 41, 44, 39, 40]],
        [control.control, values.map((value, i) => value * ([40, 41, 44, 39, 40][i] as number))],
      ]),
      [control],
      1 + others,
    )[0]?.finding;
  const times = (factor: number, wobble: readonly number[]) => wobble.map((value) => factor * value);

  it('against itself shows no difference, or one where there is none', () => {
    expect(found(near, SAME)).toBe('no-difference');
    expect(found(wide, SAME)).toBe('no-difference');
    // Sure, and too small to be called a difference anywhere in the run.
    expect(found(times(1.01, near), SAME)).toBe('no-difference');
    expect(found(times(1.06, near), SAME)).toBe('false-difference');
    expect(found(times(0.94, near), SAME)).toBe('false-difference');
  });

  it('slowed by 5% is seen, not separated, seen by luck, or not what it was made to be', () => {
    expect(found(times(1.05, near), SLOWED)).toBe('seen');
    expect(found(times(1.05, wide), SLOWED)).toBe('not-separated');
    expect(found(times(1.09, wide), SLOWED)).toBe('seen-by-luck');
    expect(found(times(1.02, near), SLOWED)).toBe('not-as-known');
    expect(found(times(1.09, near), SLOWED)).toBe('not-as-known');
    // Where less is worse, as of a capacity.
    expect(found(times(1 / 1.05, near), { ...SLOWED, known: 1 / 1.05 })).toBe('seen');
  });

  it('has nothing to say where what it should be is not known', () => {
    expect(found(times(1.05, near), { ...SLOWED, known: null })).toBe('not-known');
  });

  it('has the confidence of everything that is shown with it', () => {
    const values = times(1.05, [1.02, 0.98, 1, 1.02, 0.98]);
    expect(found(values, SLOWED, 0)).toBe('seen');
    expect(found(values, SLOWED, 20)).toBe('not-separated');
  });

  it('says nothing of one block, or without its figures', () => {
    const table = new Map([
      ['bare', [40]],
      ['slowed', [42]],
    ]);
    expect(judgeControls(table, [SAME, SLOWED], 2)).toEqual([]);
  });
});

describe('a run with controls', () => {
  const run = controlledRun(5);

  it('compares its contenders as ever, at a confidence that leaves room for the controls', () => {
    const cpu = cpuByBlock(run);
    expect([...(cpu?.table.keys() ?? [])]).toEqual(['koa', 'node-http']);
    const [alone] = compareContenders(cpu?.table ?? new Map())?.pairs ?? [];
    const [beside] = compareContenders(cpu?.table ?? new Map(), 3)?.pairs ?? [];
    expect(beside?.ratio).toBe(alone?.ratio);
    expect(beside?.high).toBeGreaterThan(alone?.high ?? Number.NaN);
  });

  it('has the figures of who answered that rate', () => {
    const table = cpuAt(run, ['node-http', 'node-http-slowed', 'nobody'], 1000);
    expect([...table.keys()]).toEqual(['node-http', 'node-http-slowed']);
    expect(cpuAt(run, ['node-http'], 9000).size).toBe(0);
  });

  it('tells of its controls to no other run', () => {
    const { changes, leftOut } = compareRuns(run, blocksRun(5, { koa: 80, 'node-http': 31 }));
    expect(changes.map(({ contender }) => contender)).toEqual(['koa', 'node-http']);
    expect(leftOut).toEqual([]);
  });
});
