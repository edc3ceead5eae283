import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { rejudgeRun } from '../../src/app/rejudge.ts';
import { DEFAULT_OBJECTIVE, type Objective, parseObjective } from '../../src/domain/objective.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import { type SimulatedEvidence, simulatedStep } from '../domain/simulated-step.ts';
import { type Happened, storedRun } from './stored-run.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

async function stored(steps: readonly Happened[], objective: Objective = DEFAULT_OBJECTIVE) {
  const run = await storedRun(steps, objective);
  made.push(run.results);
  return run;
}

type Change = (step: SimulatedEvidence) => Partial<SimulatedEvidence>;
const load =
  (change: (of: SimulatedEvidence['load']) => Partial<SimulatedEvidence['load']>): Change =>
  (step) => ({ load: { ...step.load, ...change(step.load) } });
const counted = (change: Partial<SimulatedEvidence['load']['counts']>): Change =>
  load(({ counts }) => ({ counts: { ...counts, ...change } }));

/** What can become of a step: every rule of the verdict, by the evidence it speaks from. */
const FATES: Readonly<Record<string, Change>> = {
  plain: () => ({}),
  k6: load(() => ({ generator: 'k6' })),
  died: (step) => ({ ...load(() => ({ aborted: true }))(step), contenderDied: true }),
  interrupted: (step) => ({ ...load(() => ({ aborted: true }))(step), interrupted: true }),
  aborted: load(() => ({ aborted: true })),
  slept: load(() => ({ elapsedMs: { monotonic: 4000, wall: 9000.25 } })),
  wrong: counted({ errors: 90 }),
  'few errors': counted({ timeouts: 3 }),
  dropped: counted({ dropped: 70 }),
  miscounted: () => ({ serverCompleted: 3 }),
  'slow to drain': load(({ windows }) => ({
    drainMs: 1234.5678901,
    windows: windows.map((one) => ({ ...one, inFlightMean: 40 * one.index })),
  })),
  'lead-in with drops': load(({ leadIn }) => ({ leadIn: { ...leadIn, dropped: 9 } })),
  'no seconds': load(() => ({ windows: [], aborted: true })),
};

const anyStep: fc.Arbitrary<SimulatedEvidence> = fc
  .record({
    rate: fc.constantFrom(200, 450, 520),
    durationS: fc.integer({ min: 1, max: 6 }),
    pacing: fc.constantFrom('paced' as const, 'poisson' as const),
    service: fc.constantFrom('fixed' as const, 'exponential' as const),
    seed: fc.nat(1e6),
    steal: fc.constantFrom(0, 0.15, 1 / 3),
    pauseMs: fc.constantFrom(0, 60, 350),
    fate: fc.constantFrom(...Object.keys(FATES)),
  })
  .map(({ rate, durationS, pacing, service, seed, steal, pauseMs, fate }) => {
    const step = simulatedStep(
      { capacityPerSec: 480, service },
      {
        ratePerSec: rate,
        durationS,
        pacing,
        seed,
        steal: (second) => (second % 2 === 1 ? steal : 0),
        pauses: pauseMs === 0 ? [] : [{ atMs: 700, forMs: pauseMs }],
      },
    );
    return { ...step, ...FATES[fate]?.(step) };
  });
const anyObjective: fc.Arbitrary<Objective> = fc.record({
  quantile: fc.constantFrom(0.5, 0.95, 0.99, 0.999),
  latencyMs: fc.constantFrom(0.5, 4, 20, 50, 333.3, 2000, 5000),
  errorShare: fc.constantFrom(0, 0.001, 0.05),
});

describe('a stored run judged again', () => {
  it('has exactly the same steps under the objective it was recorded under', {
    timeout: 30_000,
  }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 4 }),
        anyObjective,
        async (steps, objective) => {
          const { record, store } = await stored(
            steps.map((evidence) => ({ contender: 'a', evidence })),
            objective,
          );
          for (const step of record.steps) seen.add(step.reason);
          const again = await rejudgeRun(store, record.id, null);
          expect(again.record).toEqual(record);
          expect(again.recorded).toEqual(record);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
    expect([...seen].sort()).toEqual([
      'backlog',
      'contender-died',
      'count-mismatch',
      'dropped',
      'errors',
      'interrupted',
      'latency',
      'objective-met',
      'slept',
      'too-close',
      'unclean',
    ]);
  });

  it('is judged as it would have been at once under another objective', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyStep, anyObjective, anyObjective, async (evidence, before, after) => {
        const { record, store } = await stored([{ contender: 'a', evidence }], before);
        const again = await rejudgeRun(store, record.id, after);
        expect(again.record.steps[0]?.judgement).toEqual(judgeStep({ ...evidence, objective: after }));
        expect(again.record.objective).toEqual(after);
        expect(again.under(after).steps).toEqual(again.record.steps);
      }),
      { numRuns: 40, seed: 2 },
    );
  });
});

const steady = (contender: string, ratePerSec: number): Happened => ({
  contender,
  evidence: simulatedStep(
    { capacityPerSec: 480, service: 'exponential' },
    { ratePerSec, durationS: 4, pacing: 'poisson', seed: ratePerSec },
  ),
});
const LADDER = [100, 200, 430].map((rate) => steady('a', rate));

describe('what a run folder may have become', () => {
  it('is left as it is', async () => {
    const { folder, record, store } = await stored(LADDER);
    const hashes = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex'),
        ]);
    const before = hashes();
    await rejudgeRun(store, record.id, parseObjective('p95<20ms'));
    expect(hashes()).toEqual(before);
  });

  it('ends in half a line: the other steps are judged, and it says how many were not', async () => {
    const { folder, record, store } = await stored(LADDER);
    const seconds = join(folder, 'seconds.ndjson');
    truncateSync(seconds, readFileSync(seconds).length - 40);
    const { record: again } = await rejudgeRun(store, record.id, null);
    expect(again.steps).toEqual(record.steps.slice(0, 2));
    expect(again.warnings.at(-1)?.message).toContain('1 of 3 steps could not be judged again');
  });

  it('was killed in the middle of a line and resumed: what was appended then is whole', async () => {
    const { folder, record, store } = await stored(LADDER.slice(0, 2));
    const whole = await stored(LADDER);
    for (const name of ['seconds.ndjson', 'histograms.ndjson', 'evidence.ndjson']) {
      truncateSync(join(folder, name), readFileSync(join(folder, name)).length - 20);
    }
    const resumed = await store.reopen(record.id);
    const [step, happened] = [whole.record.steps[2], LADDER[2]];
    if (step === undefined || happened === undefined) throw new Error('no third step');
    await resumed.appendStep(step, happened.evidence.load, happened.evidence);
    await resumed.save(whole.record);
    await resumed.close();
    const { record: again } = await rejudgeRun(store, record.id, null);
    expect(again.steps).toEqual([whole.record.steps[0], whole.record.steps[2]]);
  });

  it.each(['seconds.ndjson', 'histograms.ndjson'])('has a damaged line in %s', async (name) => {
    const { folder, record, store } = await stored(LADDER);
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    for (const damaged of [
      '{"contender":"a"}',
      'null',
      '\u0000\u0000',
      (lines[0] ?? '').replace(/h1:..../g, 'h1:'),
    ]) {
      writeFileSync(join(folder, name), [damaged, ...lines.slice(1)].join('\n'));
      const { record: again } = await rejudgeRun(store, record.id, null);
      expect(again.steps).toEqual(record.steps.slice(1));
    }
  });

  it('is of a lab that kept no evidence: it is judged without the noise of the host, and says so', async () => {
    const evidence = LADDER[0]?.evidence as SimulatedEvidence;
    const robbed = { ...evidence, host: evidence.host.map((second) => ({ ...second, stealShare: 0.4 })) };
    const slow = { ...robbed, load: { ...robbed.load, counts: { ...robbed.load.counts, timeouts: 3 } } };
    const died = { ...evidence, contenderDied: true };
    const { folder, record, store } = await stored(
      [slow, died, evidence].map((one) => ({ contender: 'a', evidence: one })),
    );
    expect(record.steps.map((step) => step.reason)).toEqual(['unclean', 'contender-died', 'objective-met']);
    rmSync(join(folder, 'evidence.ndjson'));
    const { record: again } = await rejudgeRun(store, record.id, parseObjective('p99<2000ms'));
    expect(again.steps.map((step) => step.reason)).toEqual(['unclean', 'contender-died', 'objective-met']);
    expect(again.warnings.at(-1)).toMatchObject({ code: 'host-unknown' });
    expect(again.warnings.at(-1)?.message).toContain('for 3 of 3 steps');
  });

  it.each(['seconds.ndjson', 'histograms.ndjson'])('has no %s at all', async (name) => {
    const { folder, record, store } = await stored(LADDER);
    rmSync(join(folder, name));
    await expect(rejudgeRun(store, record.id, null)).rejects.toMatchObject({ code: 'LAB_RUN_INCOMPLETE' });
  });

  it('holds no step', async () => {
    const { record, store } = await stored([]);
    await expect(rejudgeRun(store, record.id, null)).rejects.toMatchObject({
      code: 'LAB_RUN_INCOMPLETE',
      seen: expect.arrayContaining([['missing', 'a finished step']]),
    });
  });

  it('is not there, or has no readable record', async () => {
    const { folder, record, store } = await stored(LADDER);
    await expect(rejudgeRun(store, 'nope', null)).rejects.toMatchObject({ code: 'LAB_RUN_UNKNOWN' });
    truncateSync(join(folder, 'run.json'), 100);
    await expect(rejudgeRun(store, record.id, null)).rejects.toMatchObject({ code: 'LAB_RECORD_UNREADABLE' });
  });
});

it('refuses an objective longer than the timeout: what takes longer was never waited for', async () => {
  const { record, store } = await stored(LADDER);
  await expect(rejudgeRun(store, record.id, parseObjective('p99<5001ms'))).rejects.toMatchObject({
    code: 'LAB_OBJECTIVE_INVALID',
  });
  expect((await rejudgeRun(store, record.id, parseObjective('p99<5s'))).record.steps).toHaveLength(3);
});
