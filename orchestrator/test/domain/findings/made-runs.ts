/** Made-up runs that show one thing each. No figure in them was measured. */
import type { RunRecord, StepRecord, WorkerFigures } from '../../../src/domain/run-record.ts';
import { blocksRun, contender, emptyRun, latency, launch, step } from '../../report/fixture.ts';

/** What findings are made from, of a record alone; its ladder is nobody's business here. */
export const ofRecord = (record: RunRecord) => ({ record, climbs: [] });

/** `koa` answers so many of 1,000/s rightly with 3 % of the CPU; `fastify` holds it with 12 %. */
export function stuckRun(answeredPerSec: number, more: Partial<StepRecord> = {}): RunRecord {
  const stuck: StepRecord = {
    ...step('koa', 1000, { verdict: 'failed', reason: 'errors', cpuShare: 0.03 }),
    achievedPerSec: answeredPerSec,
    ...more,
  };
  return emptyRun({
    contenders: [contender('koa', '3.1.0'), contender('fastify', '5.6.2')],
    launches: [launch('koa', 1), launch('fastify', 2)],
    steps: [step('koa', 400), stuck, step('fastify', 1000, { launch: 2, cpuShare: 0.12 })],
  });
}

/** `koa` holds 400/s and fails 1,000/s by so many errors, with so much latency. */
export function failingRun(errors: number, p50: number, p99: number): RunRecord {
  const failing = step('koa', 1000, { verdict: 'failed', reason: 'errors', errors });
  return emptyRun({
    contenders: [contender('koa', '3.1.0')],
    launches: [launch('koa', 1)],
    steps: [
      { ...step('koa', 400), latencyMs: { ...latency(8), p50: 1 } },
      { ...failing, latencyMs: { ...latency(p99), p50 } },
    ],
  });
}

export function workerFigures(pid: number, completed: number): WorkerFigures {
  return {
    pid,
    completed,
    loopUtilisation: 0.5,
    loopDelayP99Ms: 1,
    gcShare: 0.01,
    rssMb: 60,
  };
}

export function workersRun(...completed: readonly (readonly number[])[]): RunRecord {
  const bare = step('koa', 1000);
  return emptyRun({
    contenders: [contender('koa', '3.1.0')],
    launches: [launch('koa', 1, { workers: completed[0]?.length ?? 0 })],
    steps: completed.map((of, i) => ({
      ...bare,
      index: i + 1,
      server: { ...bare.server, workers: of.map((count, k) => workerFigures(k + 1, count)) },
    })),
  });
}

/** `koa-recycled` is `koa` with workers that are replaced; every step of it saw one more worker than there are. */
export function recycledRun(
  cpuUs: number,
  extraWorkers: (launchNumber: number) => number = () => 1,
): RunRecord {
  const run = blocksRun(5, { koa: 80, 'koa-recycled': cpuUs });
  const settings = { WORKERS: '1', MAX_REQUESTS: '1000', MAX_REQUESTS_JITTER: '50' };
  return {
    ...run,
    contenders: [
      { ...contender('koa', '3.1.0'), settings: { WORKERS: '1', MAX_REQUESTS: '0' } },
      { ...contender('koa-recycled', '3.1.0'), framework: { name: 'koa', version: '3.1.0' }, settings },
    ],
    steps: run.steps.map((one) => {
      const more = one.contender === 'koa' ? 0 : extraWorkers(one.launch);
      const workers = Array.from({ length: 1 + more }, (_, i) => workerFigures(i + 1, 500));
      return { ...one, server: { ...one.server, workers } };
    }),
  };
}

/** So many attempts, of which so many were noisy, of each contender. */
export function noisyRun(
  counts: Readonly<Record<string, readonly [attempts: number, noisy: number]>>,
): RunRecord {
  const ids = Object.keys(counts);
  return emptyRun({
    contenders: ids.map((id) => contender(id, null)),
    launches: ids.map((id, i) => launch(id, i + 1)),
    steps: ids.flatMap((id, i) => {
      const [attempts, noisy] = counts[id] ?? [0, 0];
      return Array.from({ length: attempts }, (_, k) => {
        const isNoisy = k < noisy;
        const wish = isNoisy ? ({ verdict: 'invalid', reason: 'unclean' } as const) : {};
        return { ...step(id, 1000, { ...wish, launch: i + 1 }), index: k + 1 };
      });
    }),
  });
}

/** The generator dropped 9,000/s and 10,000/s. */
export function droppingRun(): RunRecord {
  return emptyRun({
    contenders: [contender('koa', '3.1.0')],
    steps: [...[400, 1000, 5000].map((rate) => step('koa', rate)), dropping(9000), dropping(10_000)],
  });
}

export function dropping(rate: number): StepRecord {
  return step('koa', rate, { verdict: 'invalid', reason: 'dropped', dropped: 900 });
}
