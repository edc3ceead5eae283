import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/domain/errors.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { runLab } from '../../src/lab/run-lab.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';
import { type FakeBehaviour, fakeJournal, fakeParts, heldLoad, planOf } from './fakes.ts';

async function run(
  ids: readonly string[],
  behaviour: FakeBehaviour = {},
  signal = new AbortController().signal,
  changes: Partial<Scenario> = {},
) {
  const log: string[] = [];
  const plan = planOf(ids, changes);
  const parts = fakeParts(log, behaviour);
  const journal = fakeJournal(log, parts, plan);
  const error = await runLab(plan, parts, journal, signal).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { log, effects: log.filter((line) => !line.startsWith('save')), record: journal.record, error };
}

const CAPACITY = {
  kind: 'capacity',
  fromPerSec: 100,
  precision: 0.05,
  budgetS: null,
  confirmS: 3,
  overload: { factors: [2], durationS: 3 },
} as const;

/** A step of which every other answer was a wrong one. */
function overloaded(order: LoadOrder): StepLoad {
  const load = heldLoad(order);
  const errors = Math.round(load.counts.sent / 2);
  return { ...load, counts: { ...load.counts, ok: load.counts.sent - errors, errors } };
}

describe('the order of effects', () => {
  it('is start, verify, warm up, load and keep each step, verify again, stop', async () => {
    const { effects, record } = await run(['a']);
    expect(effects).toEqual([
      'start a',
      'open generator',
      'verify',
      'warm up',
      'load 100/s',
      'append step',
      'load 200/s',
      'append step',
      'verify',
      'close generator',
      'stop a',
    ]);
    expect(record.launches.map((launch) => launch.state)).toEqual(['ok']);
  });

  it('writes the record after every step, before the next one is offered', async () => {
    const { log } = await run(['a']);
    const afterFirst = log.slice(log.indexOf('append step'), log.indexOf('load 200/s'));
    expect(afterFirst).toEqual(['append step', 'save 1 steps']);
  });

  it('stops one contender before it starts the next', async () => {
    const { effects } = await run(['a', 'b']);
    expect(effects.indexOf('stop a')).toBeLessThan(effects.indexOf('start b'));
  });

  it('goes on with the next contender when one does not start, and keeps why', async () => {
    const { effects, record } = await run(['a', 'b'], { broken: 'a' });
    expect(effects).toContain('load 200/s');
    expect(record.launches.map(({ state, error }) => [state, error?.code])).toEqual([
      ['failed', 'LAB_CONTENDER_EXITED'],
      ['ok', undefined],
    ]);
  });

  it('never offers load to a contender that answers wrongly, and stops it', async () => {
    const { effects, record } = await run(['a'], { body: () => 'wrong' });
    expect(effects).toEqual(['start a', 'open generator', 'verify', 'close generator', 'stop a']);
    expect(record.launches[0]).toMatchObject({
      state: 'failed',
      contract: 'failed',
      error: { code: 'LAB_CONTRACT_DIFFERS' },
    });
  });

  it('notices a contender that answers differently after the load', async () => {
    const { record } = await run(['a'], { body: (asked) => (asked === 1 ? 'hello' : 'broken') });
    expect(record.launches[0]).toMatchObject({ state: 'failed', contract: 'failed' });
    expect(record.steps).toHaveLength(2);
  });

  it('compares after the load only what was the same before it', async () => {
    const [request] = planOf(['a']).scenario.requests;
    if (request === undefined) throw new Error('the scenario has no request');
    const requests = [{ ...request, expect: { statuses: [] } }];
    const { signal } = new AbortController();
    const changing = (asked: number) => (asked <= 2 ? `${asked}` : 'same');
    const once = await run(['a'], { body: changing }, signal, { requests });
    expect(once.record.launches[0]).toMatchObject({ state: 'ok', contract: 'verified' });
    const broken = (asked: number) => (asked <= 4 ? 'hello' : 'broken');
    const wrong = await run(['a'], { body: broken }, signal, { requests });
    expect(wrong.record.launches[0]?.error?.code).toBe('LAB_CONTRACT_DIFFERS');
  });

  it('says of a contender that ended after its last step that it did, and not that it is silent', async () => {
    const exit = Promise.withResolvers<Awaited<RunningContender['exited']>>();
    const body = (asked: number): string => {
      if (asked === 1) return 'hello';
      exit.resolve({ code: 7, signal: null, byLab: false });
      throw new Error('connect ECONNREFUSED');
    };
    const load = (order: LoadOrder) => (order.ratePerSec > 100 ? overloaded(order) : heldLoad(order));
    const { record } = await run(['a'], { body, load, exited: exit.promise });
    expect(record.launches[0]).toMatchObject({
      state: 'failed',
      error: { code: 'LAB_CONTENDER_EXITED', message: expect.stringContaining('(code 7) after the load') },
    });
    expect(record.steps).toHaveLength(2);
  });

  it('keeps the steps of a contender that a load silenced, if one of them failed', async () => {
    const body = (asked: number): string => {
      if (asked === 1) return 'hello';
      throw new Error('no whole response within 5000 ms');
    };
    const load = (order: LoadOrder) => (order.ratePerSec > 100 ? overloaded(order) : heldLoad(order));
    const silenced = await run(['a'], { body, load });
    expect(silenced.record.launches[0]).toMatchObject({ state: 'ok', contract: 'silent-after' });
    expect(silenced.record.launches[0]?.notes.at(-1)).toContain('did not answer any more');
    const unexplained = await run(['a'], { body });
    expect(unexplained.record.launches[0]).toMatchObject({
      state: 'failed',
      contract: 'failed',
      error: { message: expect.stringContaining('no whole response within 5000 ms') },
    });
  });

  it('judges no step of a contender that dies in the warm-up', async () => {
    const exit = Promise.withResolvers<{
      code: number | null;
      signal: NodeJS.Signals | null;
      byLab: boolean;
    }>();
    const { effects, record } = await run(['a'], {
      exited: exit.promise,
      onStep: (order) => {
        if (order.id.endsWith('warm-up')) exit.resolve({ code: 7, signal: null, byLab: false });
      },
    });
    expect(effects.slice(-3)).toEqual(['warm up', 'close generator', 'stop a']);
    expect(record.steps).toEqual([]);
    expect(record.launches[0]).toMatchObject({
      state: 'failed',
      error: { code: 'LAB_CONTENDER_EXITED', message: expect.stringContaining('in the warm-up') },
    });
  });

  it.each([
    ['in the warm-up', 50, []],
    ['in the step at 200/s', 200, [100]],
  ])('blames no contender for a dependency that ends %s: that is not counted', async (when, atRate, kept) => {
    let now = 0;
    const { record } = await run(['a', 'b'], {
      onStep: ({ ratePerSec }) => {
        now = ratePerSec;
      },
      load: (order) => (order.ratePerSec === atRate ? overloaded(order) : heldLoad(order)),
      lost: () => (now === atRate ? { service: 'db', how: 'was ended by SIGKILL' } : null),
    });
    expect(record.steps.filter(({ contender }) => contender === 'a').map((step) => step.ratePerSec)).toEqual(
      kept,
    );
    expect(record.launches[0]?.error).toMatchObject({
      code: 'LAB_DEPENDENCY_EXITED',
      message: `db, on which a depends, was ended by SIGKILL ${when}.`,
    });
    // The next one has its turn.
    expect(record.launches[1]).toMatchObject({ contender: 'b' });
  });

  it('looks for a lost dependency before it blames a contender for other answers after the load', async () => {
    let asked = 0;
    const { record } = await run(['a'], {
      body: (nth) => {
        asked = nth;
        return nth === 1 ? 'hello' : 'broken';
      },
      lost: () => (asked > 1 ? { service: 'db', how: 'exited (code 1)' } : null),
    });
    expect(record.launches[0]?.error?.message).toBe(
      'db, on which a depends, exited (code 1) after the last step.',
    );
    expect(record.steps).toHaveLength(2);
  });

  it('stops everything and keeps every finished step when it is interrupted', async () => {
    const controller = new AbortController();
    const interrupt = (order: { ratePerSec: number }) => {
      if (order.ratePerSec === 200) controller.abort(new LabError('LAB_INTERRUPTED', 'Ctrl-C'));
    };
    const { effects, record, error } = await run(['a', 'b'], { onStep: interrupt }, controller.signal);
    expect(error).toMatchObject({ code: 'LAB_INTERRUPTED' });
    expect(effects.slice(-2)).toEqual(['close generator', 'stop a']);
    expect(effects).not.toContain('start b');
    expect(record.steps.map((step) => step.ratePerSec)).toEqual([100]);
    expect(record.launches[0]?.state).toBe('interrupted');
  });

  it('offers an invalid step again, at most twice, and marks which attempt counts', async () => {
    const { record } = await run(['a'], {
      load: (order) => ({ ...heldLoad(order), elapsedMs: { monotonic: 1000, wall: 9000 } }),
    });
    const first = record.steps.filter((step) => step.index === 1);
    expect(first.map(({ attempt, verdict, final }) => [attempt, verdict, final])).toEqual([
      [1, 'invalid', false],
      [2, 'invalid', false],
      [3, 'invalid', true],
    ]);
  });

  it('gives a step the lead-in that its policy asks for', async () => {
    const orders: string[] = [];
    const policy = { ...CAPACITY, fromPerSec: 100 };
    const { record } = await run(
      ['a'],
      {
        load: (order) => (order.ratePerSec > 100 ? overloaded(order) : heldLoad(order)),
        onStep: ({ ratePerSec, leadInS, leadInRatePerSec }) =>
          orders.push(`${ratePerSec} after ${leadInS} s of ${leadInRatePerSec ?? 'the same'}`),
      },
      new AbortController().signal,
      { policy },
    );
    const found = record.steps.find(({ purpose }) => purpose === 'confirm')?.ratePerSec ?? 0;
    expect(found).toBeGreaterThan(85);
    expect(orders.at(-1)).toMatch(/^4\d\.?\d* after 5 s of 1[89]\d/);
    expect(record.steps.map(({ purpose }) => purpose)).toEqual([
      'compare',
      ...record.steps.filter(({ purpose }) => purpose === 'search').map(() => 'search'),
      'confirm',
      'overload',
      'recovery',
    ]);
  });

  it('begins no block of a search that would not fit into its time, and finishes the one it began', async () => {
    const policy = { ...CAPACITY, fromPerSec: 100, budgetS: 1 };
    const { record } = await run(
      ['a', 'b'],
      { load: (order) => (order.ratePerSec > 100 ? overloaded(order) : heldLoad(order)) },
      new AbortController().signal,
      { policy, blocks: 3 },
    );
    expect(record.launches.map(({ contender, block }) => `${contender}${block}`)).toEqual(['a1', 'b1']);
  });

  it('repeats no finished step when it goes on with a killed run', async () => {
    const log: string[] = [];
    const plan = planOf(['a', 'b']);
    const parts = fakeParts(log, {});
    const before = await run(['a']);
    const journal = fakeJournal(log, parts, plan, {
      launches: before.record.launches,
      steps: before.record.steps.slice(0, 1),
    });
    await runLab(plan, parts, journal, new AbortController().signal);
    expect(log.filter((line) => line.startsWith('load'))).toEqual(['load 200/s', 'load 100/s', 'load 200/s']);
    expect(journal.record.steps.map(({ contender, launch, index }) => [contender, launch, index])).toEqual([
      ['a', 1, 1],
      ['a', 2, 2],
      ['b', 3, 1],
      ['b', 3, 2],
    ]);
  });
});
