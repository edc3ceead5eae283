import { expect, it } from 'vitest';
import { tQuantile } from '../../src/domain/distributions.ts';
import { judgeGate, parseTolerance } from '../../src/domain/gate.ts';
import { varianceOf } from '../../src/domain/mean-interval.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { compareSides, type Sides, sidesOf } from '../../src/domain/side-comparison.ts';
import { blocksRun } from '../report/fixture.ts';

/** A run of two sides; what a block does to both is `swing`, as a share. */
function sided(blocks: number, costB: number, swing = 0): RunRecord {
  const run = blocksRun(blocks, { old: 50, new: costB });
  return {
    ...run,
    contenders: run.contenders.map((one) => ({ ...one, side: one.id === 'old' ? 'a' : 'b' })),
    steps: run.steps.map((step) => {
      const cpuUsPerRequest = (step.server.cpuUsPerRequest ?? 0) * (1 + swing * Math.sin(step.block * 1.7));
      return { ...step, server: { ...step.server, cpuUsPerRequest } };
    }),
  };
}
const sides = (run: RunRecord): Sides => sidesOf(run) as Sides;
const judged = (run: RunRecord, text: string) =>
  judgeGate({ ...parseTolerance(text), contender: 'new' }, compareSides(run, sides(run)));

it('only a run of ab has two sides', () => {
  expect(sidesOf(blocksRun(2, { old: 50, new: 60 }))).toBeNull();
  expect(sides(sided(2, 60))).toMatchObject({ a: { id: 'old' }, b: { id: 'new' } });
});

it('b is held against a at one rate, block by block: what a block does to both cancels', () => {
  const [calm, rough] = [sided(5, 60), sided(5, 60, 0.3)];
  const [change] = compareSides(calm, sides(calm)).changes;
  const [other] = compareSides(rough, sides(rough)).changes;
  expect(change).toMatchObject({ contender: 'new', against: 'old', ratePerSec: 1000, confidence: 0.95 });
  expect(Math.exp(change?.logs?.mean ?? 0)).toBeCloseTo(1.2, 1);
  expect(other?.logs?.low).toBeCloseTo(change?.logs?.low ?? 0, 10);
});

it('one block has no interval, and shared CPUs no figure', () => {
  const one = sided(1, 60);
  expect(compareSides(one, sides(one)).changes[0]?.logs).toBeNull();
  const shared = { ...one, cpus: { ...one.cpus, rankable: false } };
  expect(compareSides(shared, sides(shared))).toMatchObject({
    changes: [],
    leftOut: ['new'],
    withoutCapacity: [],
  });
  expect(judged(shared, 'cpuUsPerRequest<=+3%').outcome).toBe('undecided');
});

it('says how many blocks would decide, by the spread of the pairs alone', () => {
  const run = sided(5, 51.3, 0.3);
  const { blocksNeeded, outcome } = judged(run, 'cpuUsPerRequest<=+3%');
  const [change] = compareSides(run, sides(run)).changes;
  const logs = change?.a.map((a, i) => Math.log((change.b[i] ?? 0) / a)) ?? [];
  const distance = Math.abs((change?.logs?.mean ?? 0) - Math.log(1.03));
  const half = (n: number): number => tQuantile(0.975, n - 1) * Math.sqrt(varianceOf(logs) / n);
  expect(outcome).toBe('undecided');
  expect(half(blocksNeeded ?? 2)).toBeLessThan(distance);
  expect(half((blocksNeeded ?? 3) - 1)).toBeGreaterThanOrEqual(distance);
});

it.each(['new.cpuUsPerRequest<=+3%', 'cpuUsPerRequest>=+3%', 'cpuUsPerRequest<=3', 'p99<=+3%'])(
  'a tolerance is not written %s',
  (text) => {
    expect(() => parseTolerance(text)).toThrow(expect.objectContaining({ code: 'LAB_GATE_INVALID' }));
  },
);
