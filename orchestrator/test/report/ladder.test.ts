import { describe, expect, test } from 'vitest';
import type { VerdictReason } from '../../src/domain/verdict-types.ts';
import { ladderResults } from '../../src/report/ladder.ts';
import { ladderWords, stopWords } from '../../src/report/ladder-words.ts';
import { emptyRun, launch, RATES, rampRun, step, twoBlockRun } from './fixture.ts';

function held(record = rampRun()) {
  return Object.fromEntries(
    ladderResults(record).map(({ contender, heldTo }) => [contender.id, heldTo?.ratePerSec ?? null]),
  );
}

function stopped(record = rampRun()) {
  return Object.fromEntries(
    ladderResults(record).map(({ contender, stopped }) => [contender.id, stopWords(stopped)]),
  );
}

describe('what a ladder showed', () => {
  test('held to is the highest rate with every step up to it held', () => {
    // koa held 9,000/s too, but 5,000/s was undecided.
    expect(held()).toEqual({ fastify: 10_000, express: 5000, koa: 1000, 'node-http': 10_000 });
  });

  test('what stopped each, with the number that says so', () => {
    expect(stopped()).toEqual({
      fastify: 'not stopped up to 10,000/s',
      express: 'service-cpu at 9,000/s: latency, p99 812 ms, cpu 99%',
      koa: 'service-queueing at 5,000/s: undecided, p99 49.3 ms, cpu 40%',
      'node-http': 'not stopped up to 10,000/s',
    });
  });

  test('what the measurement stopped held at least so much, and no label, as of older runs, claims nothing', () => {
    const stoppedAt1000 = (reason: VerdictReason, known = true): string => {
      const last = step('koa', 1000, { verdict: 'invalid', reason });
      const steps = [step('koa', 400), known ? last : { ...last, bottleneck: null }];
      const record = emptyRun({ launches: [launch('koa', 1)], steps });
      const koa = ladderResults(record).find(({ contender }) => contender.id === 'koa');
      const words = koa === undefined ? null : ladderWords(koa);
      return `${words?.heldTo}: ${words?.stoppedBy.split(',')[0]}`;
    };
    expect(stoppedAt1000('dropped')).toBe('≥ 400/s: generator at 1');
    expect(stoppedAt1000('unclean')).toBe('≥ 400/s: host-noise at 1');
    expect(stoppedAt1000('latency')).toBe('400/s: service-cpu at 1');
    expect(stoppedAt1000('dropped', false)).toBe('400/s: invalid (dropped) at 1');
  });

  test('highest held first, names within a tier, the yardstick last whatever it held', () => {
    expect(ladderResults(rampRun()).map(({ contender }) => contender.id)).toEqual([
      'fastify',
      'express',
      'koa',
      'node-http',
    ]);
  });

  test('several blocks: what every one of them held, from the one with the highest p99', () => {
    const fastify = ladderResults(twoBlockRun()).find(({ contender }) => contender.id === 'fastify');
    expect(fastify?.heldTo).toMatchObject({
      ratePerSec: 1000,
      top: false,
      step: { block: 2, latencyMs: { p99: 5 } },
    });
    expect(stopped(twoBlockRun())['koa']).toMatch(/^LAB_CONTENDER_NOT_READY: /);
    expect(held(twoBlockRun())['koa']).toBeNull();
  });

  test('a launch that had to be repeated continues its block', () => {
    const record = emptyRun({
      launches: [launch('koa', 1, { state: 'interrupted' }), launch('koa', 2)],
      steps: [
        ...[400, 1000].map((rate) => step('koa', rate, { launch: 1 })),
        ...[5000, 9000, 10_000].map((rate) => step('koa', rate, { launch: 2 })),
      ],
    });
    expect(held(record)['koa']).toBe(10_000);
  });

  test('an attempt that was replaced counts for nothing', () => {
    const record = emptyRun({
      launches: [launch('koa', 1)],
      steps: [
        step('koa', 400, { verdict: 'invalid', reason: 'unclean', final: false }),
        step('koa', 400, { attempt: 2 }),
      ],
    });
    expect(held(record)['koa']).toBe(400);
    expect(stopped(record)['koa']).toBe('the run ended before 1,000/s');
  });

  test('a contender that answered wrongly has shown nothing', () => {
    const record = emptyRun({
      launches: [
        launch('koa', 1, {
          state: 'failed',
          contract: 'failed',
          error: { code: 'LAB_CONTRACT_DIFFERS', message: 'It differs.\ndiffers: status 500\nmore' },
        }),
      ],
      steps: RATES.map((rate) => step('koa', rate)),
    });
    expect(held(record)['koa']).toBeNull();
    expect(stopped(record)['koa']).toBe('LAB_CONTRACT_DIFFERS: It differs. differs: status 500');
  });

  test('CPU per request against the yardstick, at a rate both held', () => {
    const ratios = ladderResults(rampRun()).map(({ contender, cpuRatio }) => [contender.id, cpuRatio]);
    expect(ratios).toEqual([
      ['fastify', { ratio: 52 / 30, ratePerSec: 10_000 }],
      ['express', { ratio: 121 / 31, ratePerSec: 5000 }],
      ['koa', { ratio: 80 / 31, ratePerSec: 9000 }],
      ['node-http', null],
    ]);
  });
});
