import { describe, expect, it } from 'vitest';
import { cpuClaims } from '../../src/domain/claims-of-cpu.ts';
import { type LadderEnd, type LadderStop, ladderClaims } from '../../src/domain/claims-of-ladder.ts';
import { normalQuantile } from '../../src/domain/distributions.ts';
import { seededRandom } from '../../src/domain/random.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { blocksRun } from '../report/fixture.ts';

const COST = { fastify: 52, koa: 80 };
const BEFORE = blocksRun(5, COST);
const outcomes = (was: RunRecord, is: RunRecord): Record<string, string> =>
  Object.fromEntries(
    cpuClaims(was, is).map((claim) => [
      claim.kind === 'order' ? `${claim.a}<${claim.b}` : claim.contender,
      claim.outcome,
    ]),
  );

describe('claims of CPU per request', () => {
  it('hold where the second run says the same', () => {
    expect(outcomes(BEFORE, blocksRun(5, COST))).toEqual({
      'fastify<koa': 'holds',
      fastify: 'holds',
      koa: 'holds',
    });
  });

  it('do not hold where it says the opposite', () => {
    expect(outcomes(BEFORE, blocksRun(5, { fastify: 80, koa: 52 }))).toEqual({
      'fastify<koa': 'does-not-hold',
      fastify: 'does-not-hold',
      koa: 'does-not-hold',
    });
  });

  it('are open where it separates nothing, has one block, another generator, or nothing of a contender', () => {
    const open = { 'fastify<koa': 'cannot-tell', fastify: 'cannot-tell', koa: 'cannot-tell' };
    const near = outcomes(BEFORE, blocksRun(5, { fastify: 80, koa: 80.1 }));
    expect(near).toEqual({ ...open, fastify: 'does-not-hold', koa: 'holds' });
    expect(outcomes(BEFORE, blocksRun(1, COST))).toEqual(open);
    const other = blocksRun(5, COST);
    const byK6 = other.steps.map((step) => ({ ...step, generator: { ...step.generator, name: 'k6' } }));
    expect(outcomes(BEFORE, { ...other, steps: byK6 })).toEqual(open);
    const without = { ...other, steps: other.steps.filter((step) => step.contender !== 'koa') };
    expect(outcomes(BEFORE, without)).toEqual({ ...open, fastify: 'holds' });
    expect(outcomes(BEFORE, { ...other, cpus: { ...other.cpus, rankable: false } })).toEqual(open);
  });

  it('are only those that were made: pairs that differed, with two blocks and CPUs of their own', () => {
    const even = blocksRun(5, { fastify: 80, koa: 80.1 });
    expect(Object.keys(outcomes(even, even))).toEqual(['fastify', 'koa']);
    const alone = blocksRun(5, { koa: 80 });
    expect(outcomes(alone, alone)).toEqual({ koa: 'holds' });
    const one = blocksRun(1, COST);
    expect(cpuClaims(one, one)).toEqual([]);
    const shared = { ...BEFORE, cpus: { ...BEFORE.cpus, rankable: false } };
    expect(cpuClaims(shared, shared)).toEqual([]);
  });

  it('simulated: of true repetitions hardly any is contradicted, and most claims hold', () => {
    const random = seededRandom(4);
    const noisy = (): RunRecord => {
      const run = blocksRun(5, COST);
      const steps = run.steps.map((step) => {
        const noise = Math.exp(0.02 * normalQuantile(random() || 0.5));
        const cpuUsPerRequest = COST[step.contender as keyof typeof COST] * noise;
        return { ...step, server: { ...step.server, cpuUsPerRequest } };
      });
      return { ...run, steps };
    };
    const runs = 400;
    let [contradicted, claims, held] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const judged = cpuClaims(noisy(), noisy()).map(({ outcome }) => outcome);
      contradicted += Number(judged.includes('does-not-hold'));
      claims += judged.length;
      held += judged.filter((outcome) => outcome === 'holds').length;
    }
    // 0.2 % in long simulations: more than 4 of 400 has a probability under 0.2 %.
    expect(contradicted).toBeLessThanOrEqual(4);
    expect(held / claims).toBeGreaterThan(0.9);
  });
});

describe('claims of a ladder', () => {
  const end = (heldPerSec: number | null, stop: LadderStop | null = null): LadderEnd => ({
    contender: 'koa',
    heldPerSec,
    stop,
  });
  const failed = (ratePerSec: number, label: LadderStop['label'] = 'service-cpu'): LadderStop => ({
    ratePerSec,
    verdict: 'failed',
    label,
  });
  const heldTo = (was: LadderEnd, is: LadderEnd[]): string | undefined =>
    ladderClaims([was], is).find(({ kind }) => kind === 'held-to')?.outcome;
  const label = (was: LadderEnd, is: LadderEnd[]): string | undefined =>
    ladderClaims([was], is).find(({ kind }) => kind === 'bottleneck')?.outcome;
  const TO_5000 = end(5000, failed(9000));

  it.each([
    ['the same rungs', end(5000, failed(9000)), 'holds'],
    ['held, and how much more is open', end(5000, { ...failed(9000), verdict: 'undecided' }), 'holds'],
    ['held, and stopped by noise', end(5000, failed(9000, 'host-noise')), 'holds'],
    ['a rate that failed is held', end(9000, failed(10_000)), 'does-not-hold'],
    ['a rate that was held fails', end(1000, failed(5000)), 'does-not-hold'],
    ['nothing is held any more', end(null, failed(400)), 'does-not-hold'],
    ['less is known to be held', end(1000, { ...failed(5000), verdict: 'undecided' }), 'cannot-tell'],
    ['nothing is known', end(null, failed(400, 'generator')), 'cannot-tell'],
  ])('a held rate: %s', (_what, is, outcome) => {
    expect(heldTo(TO_5000, [is])).toBe(outcome);
  });

  it('a rate held to the top says nothing against more, and a contender that is gone nothing at all', () => {
    expect(heldTo(end(10_000), [end(10_000)])).toBe('holds');
    expect(heldTo(end(10_000), [end(9000, failed(10_000))])).toBe('does-not-hold');
    expect(heldTo(TO_5000, [])).toBe('cannot-tell');
    expect(ladderClaims([end(null, failed(400, 'host-noise'))], [TO_5000])).toEqual([]);
  });

  it.each([
    ['the same label', TO_5000, 'holds'],
    ['the same label at another rate', end(1000, failed(5000)), 'holds'],
    ['another label for the same step', end(5000, failed(9000, 'service-blocked')), 'does-not-hold'],
    ['another label elsewhere', end(1000, failed(5000, 'service-wait')), 'cannot-tell'],
    ['stopped by the measurement', end(5000, failed(9000, 'generator')), 'cannot-tell'],
    ['no label', end(5000, failed(9000, null)), 'cannot-tell'],
    ['not stopped', end(10_000), 'cannot-tell'],
  ])('a bottleneck: %s', (_what, is, outcome) => {
    expect(label(TO_5000, [is])).toBe(outcome);
  });

  it('is claimed of the service only', () => {
    for (const none of ['unknown', 'host-noise', null] as const) {
      expect(label(end(5000, failed(9000, none)), [TO_5000])).toBeUndefined();
    }
  });
});
