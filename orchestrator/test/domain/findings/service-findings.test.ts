import { describe, expect, test } from 'vitest';
import { collapses } from '../../../src/domain/findings/collapse.ts';
import { fastErrors } from '../../../src/domain/findings/fast-errors.ts';
import { stops } from '../../../src/domain/findings/stops.ts';
import type { StepTimeline } from '../../../src/domain/reported-run.ts';
import type { StepRecord } from '../../../src/domain/run-record.ts';
import { stepKey } from '../../../src/domain/step-id.ts';
import { findingWords } from '../../../src/report/finding-words.ts';
import { capacityRun } from '../../report/capacity-fixture.ts';
import { emptyRun, launch, step } from '../../report/fixture.ts';
import { failingRun, ofRecord, stuckRun } from './made-runs.ts';

describe('a collapse', () => {
  test('is a rate that one hardly answers with an idle CPU, and another one holds', () => {
    const [found] = collapses(ofRecord(stuckRun(12)));
    expect(found).toMatchObject({
      id: 'collapse',
      contenders: ['koa'],
      others: ['fastify'],
      health: 'right-after',
      chart: 'rates',
      evidence: {
        offeredPerSec: 1000,
        achievedPerSec: 12,
        cpuShare: 0.03,
        launches: 1,
        collapsedLaunches: 1,
        othersCpuShare: 0.12,
      },
    });
  });

  test('begins below half of what it answered at lower rates', () => {
    expect(collapses(ofRecord(stuckRun(200)))).toEqual([]);
    expect(collapses(ofRecord(stuckRun(199)))[0]?.evidence.belowPerSec).toBe(400);
  });

  test('is none of a service that waits for others and steadily answers what it can', () => {
    // Of 1,000/s it answers 390, of which it answered 400 at 400/s: with an idle CPU, and less than half.
    expect(collapses(ofRecord(stuckRun(390)))).toEqual([]);
  });

  test('without a lower rate is a death, or next to no answers', () => {
    const firstOf = (answered: number, more: Partial<StepRecord> = {}) => {
      const run = stuckRun(answered, more);
      return collapses(ofRecord({ ...run, steps: run.steps.slice(1) }));
    };
    expect(firstOf(10)).toEqual([]);
    expect(firstOf(9)[0]?.evidence).not.toHaveProperty('belowPerSec');
    expect(firstOf(900, { reason: 'contender-died' })).toHaveLength(1);
  });

  test('is none of a service whose CPU is at its end or not known, of a noisy step, or of an invalid one', () => {
    const { server } = step('koa', 1000, { cpuShare: 0.9 });
    expect(collapses(ofRecord(stuckRun(12, { server })))).toEqual([]);
    expect(collapses(ofRecord(stuckRun(12, { server: { ...server, cpuShare: null } })))).toEqual([]);
    const noise = { label: 'host-noise', evidence: {}, sentence: 'Stolen.' } as const;
    expect(collapses(ofRecord(stuckRun(12, { bottleneck: noise })))).toEqual([]);
    expect(collapses(ofRecord(stuckRun(12, { verdict: 'invalid', reason: 'dropped' })))).toEqual([]);
  });

  test('is none of a step for recovery, which begins in an overload', () => {
    expect(collapses(ofRecord(stuckRun(0, { purpose: 'recovery' })))).toEqual([]);
  });

  test('needs another one with room in every launch, and CPUs of their own', () => {
    const run = stuckRun(12);
    const alone = { ...run, steps: run.steps.filter((one) => one.contender === 'koa') };
    expect(collapses(ofRecord(alone))).toEqual([]);
    const busy = step('fastify', 1000, { launch: 3, block: 2, cpuShare: 0.8 });
    expect(collapses(ofRecord({ ...run, steps: [...run.steps, busy] }))).toEqual([]);
    expect(collapses(ofRecord({ ...run, cpus: { ...run.cpus, rankable: false } }))).toEqual([]);
  });

  test('says of its health what is known, and no more', () => {
    const run = stuckRun(12);
    const asked = (contract: 'verified-before' | 'silent-after' | 'failed') =>
      collapses(ofRecord({ ...run, launches: [launch('koa', 1, { contract }), launch('fastify', 2)] }))[0]
        ?.health;
    expect(asked('verified-before')).toBe('not-asked-after');
    expect(asked('failed')).toBe('wrong-after');
    expect(asked('silent-after')).toBe('silent-after');
    expect(collapses(ofRecord(stuckRun(900, { reason: 'contender-died' })))[0]?.health).toBe('died');
  });

  test.each(['LAB_CONTENDER_EXITED', 'LAB_CONTENDER_OUT_OF_MEMORY'])(
    'does not say that its process lived where the launch ended by %s',
    (code) => {
      const error = { code, message: 'koa ended (code 1).' };
      const ended = launch('koa', 1, { state: 'failed', contract: 'verified-before', error });
      const run = { ...stuckRun(12), launches: [ended, launch('fastify', 2)] };
      const [found] = collapses(ofRecord(run));
      expect(found?.health).toBe('died');
      expect(found && findingWords(found)).toContain('Its process ended there or right after.');
      const next = step('koa', 5000, { verdict: 'failed', reason: 'contender-died' });
      expect(collapses(ofRecord({ ...run, steps: [...run.steps, next] }))[0]?.health).toBe('died-later');
    },
  );

  test('tells from the seconds how long nothing was answered', () => {
    const record = stuckRun(12);
    const second = { planned: 1000, failed: 0, dropped: 0, p50Ms: null, p99Ms: null, lagP99Ms: 0.1 };
    const seen = { inFlightMax: 1, serverCpuShare: null, stealShare: null, foreignShare: null };
    const seconds = [5, 0, 0].map((ok, i) => ({ ...second, ...seen, second: i, ok }));
    const timelines = new Map<string, StepTimeline>([
      [stepKey(record.steps[1] as StepRecord), { seconds, percentiles: [] }],
    ]);
    expect(collapses({ record, timelines, climbs: [] })[0]?.evidence.unansweredS).toBe(2);
  });
});

describe('errors that look like good latency', () => {
  test('are shown beside what the held rate below had, with the interval of their share', () => {
    const [found] = fastErrors(ofRecord(failingRun(2100, 0.4, 4)));
    expect(found?.evidence).toMatchObject({ ratePerSec: 1000, wrong: 2100, wrongShare: 0.21, heldP99Ms: 8 });
    const { wrongShareLow = 0, wrongShareHigh = 0 } = found?.evidence ?? {};
    expect(wrongShareLow).toBeCloseTo(0.202, 3);
    expect(wrongShareHigh).toBeCloseTo(0.218, 3);
  });

  test('need both percentiles lower, and more errors than chance and the objective explain', () => {
    expect(fastErrors(ofRecord(failingRun(2100, 1, 4)))).toEqual([]);
    expect(fastErrors(ofRecord(failingRun(2100, 0.4, 8)))).toEqual([]);
    // 1,049 of 10,000 may still be a tenth, with 95 %; fewer cannot move a median.
    expect(fastErrors(ofRecord(failingRun(1049, 0.4, 4)))).toEqual([]);
    expect(fastErrors(ofRecord(failingRun(1051, 0.4, 4)))).toHaveLength(1);
    const lax = { quantile: 0.99, latencyMs: 50, errorShare: 0.3 };
    expect(fastErrors(ofRecord({ ...failingRun(2100, 0.4, 4), objective: lax }))).toEqual([]);
  });

  test('are wrong answers: what broke or timed out has no latency that could look good', () => {
    const run = failingRun(2100, 0.4, 4);
    const broken = run.steps.map((one) => ({ ...one, completed: one.ok, byError: { reset: one.errors } }));
    expect(fastErrors(ofRecord({ ...run, steps: broken }))).toEqual([]);
    const both = run.steps.map((one) => ({
      ...one,
      byError: { ...one.byError, reset: 5000 },
      timeouts: 4000,
    }));
    const words = fastErrors(ofRecord({ ...run, steps: both }))
      .map(findingWords)
      .join();
    expect(words).toContain('2,100 of 10,000 answers were wrong (21%, 20% to 22%; status 500 × 2,100)');
  });

  test('are none of two generators: each has a latency of its own', () => {
    const run = failingRun(2100, 0.4, 4);
    const byK6 = run.steps.map((one, i) =>
      i === 0 ? { ...one, generator: { ...one.generator, name: 'k6' } } : one,
    );
    expect(fastErrors(ofRecord({ ...run, steps: byK6 }))).toEqual([]);
  });

  test('are none without a held rate in the same launch', () => {
    const run = failingRun(2100, 0.4, 4);
    const elsewhere = run.steps.map((one, i) => (i === 0 ? { ...one, launch: 9 } : one));
    expect(fastErrors(ofRecord({ ...run, steps: elsewhere }))).toEqual([]);
  });
});

describe('where a contender stops', () => {
  test('is the capacity with its interval, and the label with its numbers', () => {
    const found = stops(ofRecord(capacityRun({ koa: [5000, 5100, 4990] })));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ of: 'capacity', chart: 'capacity', estimate: { kind: 'interval' } });
    expect(found[0]?.evidence).toMatchObject({ cpuShare: 0.98, shareOfStops: 1 });
    const { lowPerSec = 0, capacityPerSec = 0, highPerSec = 0 } = found[0]?.evidence ?? {};
    expect(lowPerSec).toBeLessThan(capacityPerSec);
    expect(highPerSec).toBeGreaterThan(capacityPerSec);
  });

  test('of a ladder is at least so much unless the service was what stopped it', () => {
    const record = emptyRun();
    const climb = { contender: 'koa', heldPerSec: 400, top: false };
    const failed = step('koa', 1000, { verdict: 'failed', reason: 'latency' });
    const blocked = step('koa', 1000, { verdict: 'failed', reason: 'dropped' });
    const least = (stop: StepRecord) => stops({ record, climbs: [{ ...climb, stop }] })[0];
    expect(least(failed)).toMatchObject({
      isLeast: false,
      evidence: { heldPerSec: 400, notHeldPerSec: 1000 },
    });
    expect(least(blocked)).toMatchObject({ isLeast: true });
    expect(stops({ record, climbs: [{ ...climb, top: true, stop: null }] })).toMatchObject([
      { isLeast: true },
    ]);
  });

  test('at its death says that it died, and not that nobody knows why', () => {
    const record = emptyRun();
    const climb = { contender: 'koa', heldPerSec: 400, top: false };
    const nobody = { label: 'unknown', evidence: {}, sentence: 'Nothing fits.' } as const;
    const full = { label: 'service-memory', evidence: {}, sentence: 'Its memory was full.' } as const;
    const words = (bottleneck: StepRecord['bottleneck']) => {
      const died = step('koa', 1000, { verdict: 'failed', reason: 'contender-died' });
      const climbs = [{ ...climb, stop: { ...died, bottleneck } }];
      return stops({ record, climbs }).map(findingWords).join();
    };
    const said = 'koa held 400/s; its process ended at 1,000/s (10,000 of 10,000 answered).';
    expect(words(nobody)).toBe(said);
    expect(words(null)).toBe(said);
    expect(words(full)).toBe(`${said} service-memory: Its memory was full.`);
  });

  test('at a death within a search says so, too', () => {
    const run = capacityRun({ koa: [5000, 5100, 4990] });
    const nobody = { label: 'unknown', evidence: {}, sentence: 'Nothing fits.' } as const;
    const isStop = (one: StepRecord) => one.purpose === 'search' && one.verdict === 'failed';
    const dead = run.steps.map((one) =>
      isStop(one) ? ({ ...one, reason: 'contender-died', bottleneck: nobody } as const) : one,
    );
    const rates = dead.filter(isStop).map(({ ratePerSec }) => ratePerSec);
    const [found] = stops(ofRecord({ ...run, steps: dead }));
    expect(found).toMatchObject({
      why: null,
      deaths: { steps: rates.length, fromPerSec: Math.min(...rates) },
    });
    expect(found && findingWords(found)).toMatch(
      /\. Its process ended in \d+ steps of its searches, the lowest at [\d,]+\/s\.$/,
    );
    // One death among other stops takes nothing from their label.
    const [first] = run.steps.filter(isStop);
    const once = run.steps.map((one) =>
      one === first ? ({ ...one, reason: 'contender-died', bottleneck: nobody } as const) : one,
    );
    expect(
      stops(ofRecord({ ...run, steps: once }))
        .map(findingWords)
        .join(),
    ).toMatch(
      /Its process ended at [\d,]+\/s\. service-cpu in \d+% of the steps that stopped it: It used 98%\.$/,
    );
  });

  test('is nothing where no step was held and none failed', () => {
    const climbs = [{ contender: 'koa', heldPerSec: null, top: false, stop: null }];
    expect(stops({ record: emptyRun(), climbs })).toEqual([]);
    expect(stops(ofRecord(capacityRun({ koa: [] })))).toEqual([]);
  });
});
