import { describe, expect, test } from 'vitest';
import { generatorLimits } from '../../../src/domain/findings/generator-limit.ts';
import { noisyHost } from '../../../src/domain/findings/noisy-host.ts';
import { repeatedLines } from '../../../src/domain/findings/repeated-line.ts';
import type { RepeatedLine } from '../../../src/domain/log-lines.ts';
import type { RunRecord, StepRecord } from '../../../src/domain/run-record.ts';
import { findingWords } from '../../../src/report/finding-words.ts';
import { contender, emptyRun, launch, RATES, step } from '../../report/fixture.ts';
import { dropping, droppingRun, noisyRun, ofRecord } from './made-runs.ts';

describe('a generator that was the limit', () => {
  test('was it from the lowest rate on from which half of the steps met it', () => {
    expect(generatorLimits(ofRecord(droppingRun()))).toMatchObject([
      { contenders: ['koa'], evidence: { fromPerSec: 9000, steps: 2, ofSteps: 2, droppedShare: 0.009 } },
    ]);
  });

  test('was not it where higher rates went well', () => {
    const [first, ...above] = RATES;
    const steps = [dropping(first as number), ...above.map((rate) => step('koa', rate))];
    expect(generatorLimits(ofRecord(emptyRun({ steps })))).toEqual([]);
    const half = emptyRun({ steps: [dropping(9000), step('koa', 10_000)] });
    expect(generatorLimits(ofRecord(half))).toMatchObject([{ evidence: { steps: 1, ofSteps: 2 } }]);
    expect(generatorLimits(ofRecord(emptyRun({ steps: [{ ...dropping(9000), final: false }] })))).toEqual([]);
  });

  test('was not it where the contender had already failed by itself, or was overloaded', () => {
    const failed = step('koa', 5000, { verdict: 'failed', reason: 'latency' });
    const run = droppingRun();
    const steps = run.steps.map((one) => (one.ratePerSec === 5000 ? failed : one));
    expect(generatorLimits(ofRecord({ ...run, steps }))).toEqual([]);
    const overloads = run.steps.map((one) =>
      one.ratePerSec > 5000 ? ({ ...one, purpose: 'overload' } as const) : one,
    );
    expect(generatorLimits(ofRecord({ ...run, steps: overloads }))).toEqual([]);
    // Another one's limit is not this one's.
    const other = { ...failed, contender: 'fastify', launch: 2 };
    const both = { ...run, contenders: [...run.contenders, contender('fastify', null)] };
    expect(generatorLimits(ofRecord({ ...both, steps: [...run.steps, other] }))).toMatchObject([
      { contenders: ['koa'], evidence: { fromPerSec: 9000, steps: 2, ofSteps: 2 } },
    ]);
  });

  test('is also k6 above what it offers cleanly', () => {
    const byK6 = (rate: number): StepRecord => {
      const one = step('koa', rate);
      return { ...one, generator: { ...one.generator, name: 'k6' } };
    };
    const { generator } = emptyRun();
    const run = (limit: number | null) =>
      emptyRun({ generator: { ...generator, k6CleanLimitPerSec: limit }, steps: [byK6(400), byK6(1000)] });
    expect(generatorLimits(ofRecord(run(999)))).toMatchObject([
      {
        why: { kind: 'above-clean-limit' },
        evidence: { fromPerSec: 1000, cleanLimitPerSec: 999, ofSteps: 2 },
      },
    ]);
    expect(generatorLimits(ofRecord(run(1000)))).toEqual([]);
    expect(generatorLimits(ofRecord(run(null)))).toEqual([]);
  });
});

describe('a noisy host', () => {
  test('is told with its share, its interval and what was stolen', () => {
    const [found] = noisyHost(ofRecord(noisyRun({ koa: [20, 4], fastify: [20, 4] })));
    expect(found?.evidence).toMatchObject({
      attempts: 40,
      noisyAttempts: 8,
      noisyShare: 0.2,
      invalidAttempts: 8,
      stealShare: expect.closeTo(0.004),
      foreignShare: expect.closeTo(0.01),
    });
    expect(found?.evidence.noisyShareLow).toBeLessThan(0.2);
    expect(found?.hitMost).toBeNull();
  });

  test('counts as invalid only what the noise made so', () => {
    const run = noisyRun({ koa: [20, 4], fastify: [20, 4] });
    const dropped = { ...dropping(9000), launch: 1 };
    const [found] = noisyHost(ofRecord({ ...run, steps: [...run.steps, dropped] }));
    expect(found?.evidence).toMatchObject({ attempts: 41, noisyAttempts: 8, invalidAttempts: 8 });
  });

  test('says that none was hit most only of what there is several of', () => {
    const words = (run: RunRecord) => noisyHost(ofRecord(run)).map(findingWords).join();
    expect(words(noisyRun({ koa: [20, 4] }))).not.toContain('was hit');
    expect(words(noisyRun({ koa: [20, 4], fastify: [20, 4] }))).toContain('No contender was hit more');
  });

  test('names whom it hit most only beyond chance', () => {
    expect(noisyHost(ofRecord(noisyRun({ koa: [20, 18], fastify: [20, 1] })))[0]?.hitMost).toEqual({
      kind: 'contender',
      name: 'koa',
      attempts: 20,
      noisyAttempts: 18,
    });
  });

  test('begins at a tenth of the attempts, and two', () => {
    expect(noisyHost(ofRecord(noisyRun({ koa: [20, 2] })))).toHaveLength(1);
    expect(noisyHost(ofRecord(noisyRun({ koa: [21, 2] })))).toEqual([]);
    expect(noisyHost(ofRecord(noisyRun({ koa: [2, 1] })))).toEqual([]);
    expect(noisyHost(ofRecord(emptyRun()))).toEqual([]);
  });
});

describe('a line that repeats', () => {
  const record = emptyRun({
    contenders: [contender('koa', '3.1.0')],
    launches: [launch('koa', 1, { workers: 4 }), launch('koa', 2, { workers: 4 })],
  });
  const told = (lines: readonly Partial<RepeatedLine>[]) => {
    const whole = lines.map((line) => ({
      text: 'would deadlock',
      count: 1,
      isLeast: false,
      inLoad: true,
      ...line,
    }));
    return repeatedLines({ record, climbs: [], logs: new Map([['koa', whole]]) });
  };

  test('is the most frequent one, with its count and how many others there are', () => {
    expect(told([{ count: 121 }, { count: 12 }, { count: 9 }])).toMatchObject([
      { contenders: ['koa'], evidence: { lines: 121, launches: 2, otherRepeatedLines: 1 } },
    ]);
  });

  test('came ten times under load, or ten times a worker where its time is not known', () => {
    expect(told([{ count: 9 }])).toEqual([]);
    expect(told([{ count: 10 }])).toHaveLength(1);
    expect(told([{ count: 79, inLoad: false }])).toEqual([]);
    expect(told([{ count: 80, inLoad: false }])).toHaveLength(1);
  });

  test('is not told of logs that nobody read', () => {
    expect(repeatedLines(ofRecord(record))).toEqual([]);
  });
});
