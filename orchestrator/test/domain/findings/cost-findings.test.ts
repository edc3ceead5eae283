import { describe, expect, test } from 'vitest';
import { differences } from '../../../src/domain/findings/differences.ts';
import { imbalances } from '../../../src/domain/findings/imbalance.ts';
import { recyclingCosts } from '../../../src/domain/findings/recycling.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import { findingWords } from '../../../src/report/finding-words.ts';
import { blocksRun, controlledRun } from '../../report/fixture.ts';
import { ofRecord, recycledRun, workerFigures, workersRun } from './made-runs.ts';

describe('real differences', () => {
  test('are those of the comparison, the largest first, with their bounds', () => {
    const [found] = differences(ofRecord(blocksRun(5, { koa: 80, express: 121, fastify: 80.2 })));
    expect(found?.differing.map(({ a, b }) => [a, b])).toEqual([
      [expect.any(String), 'express'],
      [expect.any(String), 'express'],
    ]);
    expect([...(found?.open ?? []), ...(found?.equivalent ?? [])]).toHaveLength(1);
    expect(found?.chart).toBe('cpu-per-request');
    for (const { a, b, low } of found?.differing ?? []) {
      expect(found?.evidence[`ratio ${a} / ${b}, low`]).toBe(low);
    }
  });

  test('are not told of one block, nor where nothing is rankable', () => {
    expect(differences(ofRecord(blocksRun(1, { koa: 80, express: 121 })))).toEqual([]);
    const run = blocksRun(5, { koa: 80, express: 121 });
    expect(differences(ofRecord({ ...run, cpus: { ...run.cpus, rankable: false } }))).toEqual([]);
  });

  test('are doubtful where a control is not measured as what it is', () => {
    expect(differences(ofRecord(controlledRun(5, 1.05)))).toMatchObject([{ isDoubtful: false }]);
    expect(differences(ofRecord(controlledRun(5, 1.5)))).toMatchObject([{ isDoubtful: true }]);
  });
});

describe('imbalance', () => {
  test('is what is surely more than 1.15 times the mean, over all steps of the launch', () => {
    const [found] = imbalances(ofRecord(workersRun([5000, 3000], [5000, 3000])));
    expect(found?.evidence).toMatchObject({
      timesTheMean: 1.25,
      workers: 2,
      busiestCompleted: 10_000,
      completed: 16_000,
      steps: 2,
      unevenLaunches: 1,
    });
    expect(found?.evidence.timesTheMeanLow).toBeGreaterThan(1.22);
  });

  test('is no chance: 1.16 times of few requests may be even, of many it is not', () => {
    expect(imbalances(ofRecord(workersRun([580, 420])))).toEqual([]);
    expect(imbalances(ofRecord(workersRun([580_000, 420_000])))).toHaveLength(1);
    expect(imbalances(ofRecord(workersRun([575_000, 425_000])))).toEqual([]);
  });

  test('is not told of one worker, of few requests, or where a worker came', () => {
    expect(imbalances(ofRecord(workersRun([9000])))).toEqual([]);
    expect(imbalances(ofRecord(workersRun([700, 10])))).toEqual([]);
    expect(imbalances(ofRecord(workersRun([9000, 1000], [9000, 1000, 500])))).toEqual([]);
  });
});

describe('recycling', () => {
  test('costs what the same without it does not, by the intervals of the comparison', () => {
    expect(recyclingCosts(ofRecord(recycledRun(96)))).toMatchObject([
      {
        contenders: ['koa-recycled', 'koa'],
        metric: 'cpu',
        than: { kind: 'twin', id: 'koa' },
        evidence: { maxRequests: 1000, replacedWorkers: 10, stepsWithReplacement: 10, steps: 10 },
        isByRequests: true,
      },
    ]);
  });

  test('names MAX_REQUESTS as the cause only of workers that served about as many', () => {
    // Each serves half of it in each of the two steps of a launch; the jitter is 50, the slack 100.
    const told = (perStep: number) => {
      const run = recycledRun(96);
      const steps = run.steps.map((one) => {
        const workers = one.server.workers.map((worker) => ({ ...worker, completed: perStep }));
        return { ...one, server: { ...one.server, workers } };
      });
      return recyclingCosts(ofRecord({ ...run, steps }))
        .map(findingWords)
        .join();
    };
    for (const perStep of [450, 575]) expect(told(perStep)).toContain('(MAX_REQUESTS 1000)');
    for (const perStep of [449, 576, 90]) {
      expect(told(perStep)).toContain('koa-recycled saw 10 workers come and go in 10 of 10 steps and used');
      expect(told(perStep)).not.toContain('MAX_REQUESTS');
    }
  });

  test('takes the first workers of a launch, which warmed up untold, for worn where the others were', () => {
    // Of a launch the first worker serves 300 after the warm-up; the others as given.
    const told = (others: number) => {
      const run = recycledRun(96);
      const steps = run.steps.map((one) => {
        if (one.contender === 'koa') return one;
        const [first, second] = one.ratePerSec === 400 ? [1, 2] : [2, 3];
        const workers = [workerFigures(first, one.ratePerSec === 400 ? 300 : others / 2)];
        workers.push(workerFigures(second, one.ratePerSec === 400 ? others / 2 : 100));
        return { ...one, server: { ...one.server, workers } };
      });
      return recyclingCosts(ofRecord({ ...run, steps }))[0];
    };
    expect(told(1000)).toMatchObject({
      isByRequests: true,
      evidence: { replacedWorkers: 10, wornWorkers: 5 },
    });
    expect(told(700)).toMatchObject({ isByRequests: false, evidence: { wornWorkers: 0 } });
  });

  test('is no finding where nobody was replaced, or no cost is real', () => {
    expect(recyclingCosts(ofRecord(recycledRun(96, () => 0)))).toEqual([]);
    expect(recyclingCosts(ofRecord(recycledRun(80.5)))).toEqual([]);
  });

  test('is told by its own steps where there is no other configuration', () => {
    const run = recycledRun(80, (number) => (number > 5 ? 1 : 0));
    const alone: RunRecord = {
      ...run,
      contenders: run.contenders.slice(1),
      steps: run.steps
        .filter((one) => one.contender === 'koa-recycled')
        .map((one) => {
          const dear = one.launch > 5 ? 1.3 : 1;
          const cpuUsPerRequest = (one.server.cpuUsPerRequest as number) * dear;
          return { ...one, server: { ...one.server, cpuUsPerRequest } };
        }),
    };
    expect(recyclingCosts(ofRecord(alone))).toMatchObject([
      { contenders: ['koa-recycled'], than: { kind: 'own-steps', ratePerSec: 1000 } },
    ]);
  });
});
