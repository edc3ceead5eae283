/** A made-up run for tests of views and reports. No figure in it was measured. */
import type { Bottleneck } from '../../src/domain/bottleneck-label.ts';
import type { LaunchRecord } from '../../src/domain/launch-record.ts';
import type {
  ContenderRecord,
  LatencyMs,
  RunRecord,
  StepFigures,
  StepRecord,
} from '../../src/domain/run-record.ts';
import type { Verdict, VerdictReason } from '../../src/domain/verdict-types.ts';

export const RATES: readonly number[] = [400, 1000, 5000, 9000, 10_000];
const DURATION_S = 10;

export interface StepWish {
  readonly verdict?: Verdict;
  readonly reason?: VerdictReason;
  readonly p99Ms?: number | null;
  readonly errors?: number;
  readonly timeouts?: number;
  readonly dropped?: number;
  readonly cpuShare?: number;
  readonly cpuUs?: number;
  readonly block?: number;
  readonly launch?: number;
  readonly attempt?: number;
  readonly final?: boolean;
}

export function latency(p99: number | null): LatencyMs {
  if (p99 === null) return { mean: null, p50: null, p90: null, p95: null, p99, p999: null, max: null };
  return {
    mean: p99 / 7,
    p50: p99 / 8,
    p90: p99 / 3,
    p95: p99 / 2,
    p99,
    p999: p99 * 2.5,
    max: p99 * 4,
  };
}

export function stepFigures(ratePerSec: number, wish: StepWish = {}): StepFigures {
  const planned = ratePerSec * DURATION_S;
  const [errors, timeouts, dropped] = [wish.errors ?? 0, wish.timeouts ?? 0, wish.dropped ?? 0];
  const ok = planned - errors - timeouts - dropped;
  const verdict = wish.verdict ?? 'held';
  const reason = wish.reason ?? 'objective-met';
  const p99 = wish.p99Ms === undefined ? 4.8 : wish.p99Ms;
  const counts = {
    planned,
    sent: planned - dropped,
    completed: ok + errors,
    ok,
    errors,
    timeouts,
    unsent: 0,
    dropped,
  };
  return {
    ratePerSec,
    durationS: DURATION_S,
    verdict,
    reason,
    detail: `made up: ${reason}`,
    ...counts,
    byStatus: errors === 0 ? { '200': ok } : { '200': ok, '500': errors },
    byError: errors === 0 ? {} : { status: errors },
    byRequest: { dummy: { ...counts, latencyMs: latency(p99) } },
    achievedPerSec: ok / DURATION_S,
    latencyMs: latency(p99),
    serviceTimeMs: latency(p99 === null ? null : p99 * 0.9),
    schedulerLagMs: { p50: 0.012, p99: 0.31, max: 2.4 },
    queueWaitMs: { p50: 0.001, p99: 0.02, max: 1.1 },
    inFlight: { max: 41, slopePerSec: verdict === 'failed' ? 312.4 : 0.2 },
    drainMs: verdict === 'failed' ? 861 : 3.1,
    bytesIn: ok * 243,
    bytesOut: planned * 61,
    connects: { opened: 64, failed: 0, byError: {} },
    generator: {
      name: 'builtin',
      cpuUsPerRequest: 31.4,
      cpuShare: (ratePerSec * 31.4) / 1e6,
      rssMb: null,
    },
    judgement: {
      verdict,
      reason,
      detail: `made up: ${reason}`,
      cleanWindows: reason === 'unclean' ? 6 : 10,
      windows: 10,
      uncleanBy: reason === 'unclean' ? { steal: 4 } : {},
      overShare: 0.001,
      overShareSe: 0.0002,
    },
  };
}

const BOTTLENECKS: Readonly<Partial<Record<VerdictReason, Bottleneck>>> = {
  latency: { label: 'service-cpu', evidence: { cpuShare: 0.99 }, sentence: 'It used 99% of its CPUs.' },
  backlog: { label: 'service-cpu', evidence: { cpuShare: 0.97 }, sentence: 'It used 97% of its CPUs.' },
  errors: { label: 'unknown', evidence: {}, sentence: 'Nothing fits.' },
  'too-close': {
    label: 'service-queueing',
    evidence: { cpuShare: 0.72, wrongAnswerShare: 0 },
    sentence: 'It used 72% of its CPUs.',
  },
  dropped: { label: 'generator', evidence: { droppedShare: 0.009 }, sentence: 'It dropped 0.9%.' },
  unclean: { label: 'host-noise', evidence: { stealShare: 0.08 }, sentence: '8% were stolen.' },
};

export function step(contender: string, ratePerSec: number, wish: StepWish = {}): StepRecord {
  const cpuUs = wish.cpuUs ?? 90;
  return {
    contender,
    block: wish.block ?? 1,
    launch: wish.launch ?? 1,
    index: RATES.indexOf(ratePerSec) + 1,
    attempt: wish.attempt ?? 1,
    purpose: 'ladder',
    final: wish.final ?? true,
    startedAt: '2026-11-23T10:00:00.000Z',
    ...stepFigures(ratePerSec, wish),
    server: {
      cpuUsPerRequest: cpuUs,
      cpuShare: wish.cpuShare ?? Math.min(1, (ratePerSec * cpuUs) / 1e6),
      rssMb: 91.6,
      workers: [
        { pid: 4242, completed: 4000, loopUtilisation: 0.7, loopDelayP99Ms: 2.1, gcShare: 0.02, rssMb: 61 },
      ],
    },
    host: { stealShare: 0.004, foreignShare: 0.01 },
    bottleneck: BOTTLENECKS[wish.reason ?? 'objective-met'] ?? null,
    serverCompleted: ratePerSec * DURATION_S,
    recoveredAfterS: null,
  };
}

export function contender(id: string, version: string | null): ContenderRecord {
  return {
    id,
    name: id,
    role: id === 'node-http' ? 'yardstick' : 'contender',
    framework: version === null ? null : { name: id, version },
    settings: { WORKERS: 'auto' },
    source: 'catalogue',
  };
}

export function launch(name: string, number: number, more: Partial<LaunchRecord> = {}): LaunchRecord {
  return {
    contender: name,
    block: 1,
    launch: number,
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: '2026-11-23T10:01:10.000Z',
    state: 'ok',
    error: null,
    node: '26.10.0',
    cpus: [0],
    cpusVerified: true,
    workers: 1,
    warmUp: { seconds: 6, steady: true, cpuUsPerRequest: 88 },
    contract: 'verified',
    notes: [],
    ...more,
  };
}

const EMPTY: RunRecord = {
  schema: 1,
  id: '20261123-100000-ramp-7',
  state: 'finished',
  startedAt: '2026-11-23T10:00:00.000Z',
  endedAt: '2026-11-23T10:05:02.000Z',
  command: ['run', '--scenario', 'ramp'],
  lab: { version: '0.1.0', commit: 'abc1234', dirty: false },
  node: { orchestrator: '26.10.0', generator: '26.10.0', contenders: '26.10.0', fallback: null },
  runtime: 'process',
  engine: null,
  images: [],
  generator: { name: 'builtin', connections: 64, burn: 'hybrid', k6CleanLimitPerSec: null },
  scenario: {
    name: 'ramp',
    description: 'A ladder of rates.',
    contenders: ['express', 'koa', 'fastify', 'node-http'],
    objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
    policy: { kind: 'ladder', ratesPerSec: RATES, stopAfterFailed: 2 },
    step: { durationS: DURATION_S, leadInS: 2 },
    warmUp: { ratePerSec: 2500, minS: 4, maxS: 20 },
    requests: [
      {
        name: 'dummy',
        weight: 1,
        method: 'GET',
        path: '/api/dummy',
        headers: {},
        expect: { statuses: [200] },
      },
    ],
    blocks: 1,
    pacing: 'paced',
    connections: 64,
    timeoutMs: 5000,
  },
  provenance: { seed: 'flag', scenario: 'flag', blocks: 'scenario' },
  objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
  seed: 7,
  cpus: {
    server: [0],
    load: [1],
    housekeeping: [1],
    rankable: true,
    notes: ['housekeeping shares the load CPU'],
  },
  contenders: [
    contender('express', '5.2.1'),
    contender('koa', '3.1.0'),
    contender('fastify', '5.6.2'),
    contender('node-http', null),
  ],
  launches: [],
  steps: [],
  warnings: [],
  supplyAgain: [],
};

export function emptyRun(more: Partial<RunRecord> = {}): RunRecord {
  return { ...EMPTY, ...more };
}

/** One launch each: everything held, a latency failure, a failure by errors, and an invalid step offered again. */
export function rampRun(more: Partial<RunRecord> = {}): RunRecord {
  const [fastify, koa, express, bare] = ['fastify', 'koa', 'express', 'node-http'] as const;
  return emptyRun({
    launches: [launch(fastify, 1), launch(express, 2), launch(bare, 3), launch(koa, 4)],
    steps: [
      ...RATES.map((rate) => step(fastify, rate, { cpuUs: 52, p99Ms: 1 + rate / 1000 })),
      ...[400, 1000, 5000].map((rate) =>
        step(express, rate, { launch: 2, cpuUs: 121, p99Ms: 2 + rate / 800 }),
      ),
      step(express, 9000, {
        launch: 2,
        cpuUs: 110,
        verdict: 'failed',
        reason: 'latency',
        p99Ms: 812,
        cpuShare: 0.99,
      }),
      step(express, 10_000, { launch: 2, verdict: 'failed', reason: 'errors', errors: 2100, p99Ms: 5000 }),
      ...[400, 1000, 5000, 9000].map((rate) => step(bare, rate, { launch: 3, cpuUs: 31, p99Ms: 0.8 })),
      step(bare, 10_000, {
        launch: 3,
        verdict: 'invalid',
        reason: 'unclean',
        cpuUs: 30,
        final: false,
      }),
      step(bare, 10_000, { launch: 3, attempt: 2, cpuUs: 30, p99Ms: 0.94 }),
      ...[400, 1000].map((rate) => step(koa, rate, { launch: 4, cpuUs: 84, p99Ms: null })),
      step(koa, 5000, { launch: 4, cpuUs: 80, verdict: 'undecided', reason: 'too-close', p99Ms: 49.3 }),
      step(koa, 9000, { launch: 4, cpuUs: 80, p99Ms: 31 }),
      step(koa, 10_000, {
        launch: 4,
        verdict: 'invalid',
        reason: 'dropped',
        dropped: 900,
        p99Ms: 22,
        attempt: 3,
      }),
    ],
    warnings: [
      { code: 'generator-busy', message: 'koa step 5: load generator above 80% CPU for 4 s' },
      { code: 'generator-busy', message: 'koa step 5: load generator above 80% CPU for 4 s' },
    ],
    ...more,
  });
}

/** Two blocks, with a contender whose second launch did not start. */
export function twoBlockRun(): RunRecord {
  const first = rampRun();
  const again = [400, 1000].map((rate) =>
    step('fastify', rate, { block: 2, launch: 5, p99Ms: 3 + rate / 500, cpuUs: 54 }),
  );
  return {
    ...first,
    launches: [
      ...first.launches,
      launch('fastify', 5, { block: 2 }),
      launch('koa', 6, {
        block: 2,
        state: 'failed',
        error: {
          code: 'LAB_CONTENDER_NOT_READY',
          message: 'koa exited (code 1) before GET /healthz answered.',
        },
      }),
    ],
    steps: [
      ...first.steps,
      ...again,
      step('fastify', 5000, { block: 2, launch: 5, verdict: 'failed', reason: 'backlog', p99Ms: 930 }),
    ],
  };
}

/** Each contender held 400/s and 1,000/s in each block, with CPU that wobbles by 1 % around what is given. */
export function blocksRun(
  blocks: number,
  cpuUs: Readonly<Record<string, number>>,
  more: Partial<RunRecord> = {},
): RunRecord {
  const ids = Object.keys(cpuUs);
  const launches = Array.from({ length: blocks }, (_, i) =>
    ids.map((id, k) => launch(id, i * ids.length + k + 1, { block: i + 1 })),
  ).flat();
  const wobble = (number: number): number => 1 + 0.01 * Math.sin(number * 2.3);
  return emptyRun({
    contenders: ids.map((id) => contender(id, null)),
    launches,
    steps: launches.flatMap((at) =>
      [400, 1000].map((rate) =>
        step(at.contender, rate, {
          block: at.block,
          launch: at.launch,
          cpuUs: (cpuUs[at.contender] as number) * wobble(at.launch),
        }),
      ),
    ),
    ...more,
  });
}

/** Two contenders and the controls of one of them, in blocks; the slowed one costs `slowed` times as much. */
export function controlledRun(blocks: number, slowed = 1.05): RunRecord {
  const costs = { koa: 80, 'node-http': 31, 'node-http-same': 31, 'node-http-slowed': 31 * slowed };
  const run = blocksRun(blocks, costs);
  const controls = { 'node-http-same': 0, 'node-http-slowed': 0.05 };
  return {
    ...run,
    contenders: run.contenders.map((one) => {
      const slowedBy = controls[one.id as keyof typeof controls];
      return slowedBy === undefined
        ? one
        : { ...one, role: 'control', control: { of: 'node-http', slowedBy } };
    }),
  };
}

/** What machine.json says that two runs are compared by. */
export const MACHINE = {
  platform: 'linux',
  arch: 'x64',
  kernel: '6.18',
  cpuModel: 'EPYC',
  cpus: [0, 1],
  virtualMachine: null,
};
