import { Histogram } from '@framework-lab/protocol/histogram';
import { noCounts } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { NO_VALUES } from '../../src/domain/request-values.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { HostSample } from '../../src/domain/samples.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { Journal } from '../../src/lab/journal.ts';
import type { LabParts } from '../../src/lab/parts.ts';
import type { RunPlan } from '../../src/lab/plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import type { FixedWork } from '../../src/ports/fixed-work.ts';
import type { HostProbe } from '../../src/ports/host-probe.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';
import type { SittingCache } from '../../src/ports/sitting-cache.ts';

/** Fakes for the order of effects: nothing here measures anything. */
export const scenario: Scenario = {
  name: 'order',
  description: '',
  contenders: ['a', 'b'],
  objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
  policy: { kind: 'ladder', ratesPerSec: [100, 200], stopAfterFailed: 2 },
  step: { durationS: 3, leadInS: 1 },
  warmUp: { ratePerSec: 50, minS: 1, maxS: 2 },
  requests: [
    {
      name: 'dummy',
      weight: 1,
      method: 'GET',
      path: '/',
      headers: {},
      expect: { statuses: [200], body: 'hello' },
    },
  ],
  blocks: 1,
  pacing: 'paced',
  connections: 4,
  timeoutMs: 1000,
};

export function spec(id: string): ContenderSpec {
  return { id, name: id, role: 'contender', launch: {}, readinessPath: '/', settings: {}, source: 'test' };
}

export function planOf(ids: readonly string[], changes: Partial<Scenario> = {}): RunPlan {
  return {
    scenario: { ...scenario, ...changes },
    launches: Array.from({ length: changes.blocks ?? 1 }, (_, i) =>
      ids.map((id) => ({ spec: spec(id), block: i + 1 })),
    ).flat(),
    cpus: { server: [0], load: [1], housekeeping: [1], rankable: true, notes: [] },
    generator: { asked: 'builtin', k6CleanLimitPerSec: null },
    seed: 7,
    port: null,
    set: [],
    tuning: null,
    leftOut: [],
    values: NO_VALUES,
  };
}

/** Time that only passes when somebody sleeps. */
export function fakeClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wallMs: () => 1_700_000_000_000 + nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

/** A step in which every request was answered at once. */
export function heldLoad(order: LoadOrder): StepLoad {
  const planned = Math.round(order.ratePerSec * order.durationS);
  const latency = (n: number): Histogram => {
    const histogram = new Histogram();
    histogram.record(1000, n);
    return histogram;
  };
  const counts = (n: number) => ({ ...noCounts(), planned: n, sent: n, completed: n, ok: n });
  return {
    generator: 'builtin',
    counts: counts(planned),
    byStatus: { 200: planned },
    byError: {},
    byRequest: {},
    latency: latency(planned),
    serviceTime: latency(planned),
    schedulerLag: latency(planned),
    queueWait: latency(planned),
    inFlightMax: 1,
    drainMs: 1,
    elapsedMs: { monotonic: order.durationS * 1000, wall: order.durationS * 1000 },
    bytesIn: 0,
    bytesOut: 0,
    connects: { opened: 4, failed: 0, byError: {} },
    use: { wallUs: 1, cpuUs: 0, gcMaxUs: 0, gcUs: 0 },
    leadIn: noCounts(),
    okInLoad: planned,
    windows: Array.from({ length: order.durationS }, (_, index) => ({
      index,
      counts: counts(Math.round(order.ratePerSec)),
      latency: latency(Math.round(order.ratePerSec)),
      lagUs: { p50: 1, p99: 10, max: 100 },
      inFlightMean: 1,
      inFlightMax: 1,
    })),
    aborted: false,
  };
}

export interface FakeBehaviour {
  /** Contender that never starts. */
  readonly broken?: string;
  /** Body the contenders answer, per request so far. */
  readonly body?: (asked: number) => string;
  /** What a step's load is, instead of everything answered. */
  readonly load?: (order: LoadOrder) => StepLoad;
  readonly onStep?: (order: LoadOrder) => void;
  readonly start?: () => void;
  /** Settles when the contender ends by itself; never, unless given. */
  readonly exited?: RunningContender['exited'];
  readonly lost?: RunningContender['lost'];
}

/** Parts that write down in which order they were used. */
export function fakeParts(
  log: string[],
  behaviour: FakeBehaviour,
  emit: (event: LabEvent) => void = () => undefined,
): LabParts {
  const clock = fakeClock();
  let asked = 0;
  return {
    clock,
    emit: (body) => emit({ ...body, atMs: clock.nowMs() } as LabEvent),
    rightResponse: () => undefined,
    host: {
      facts: () => Promise.reject(new Error('not asked for in a run')),
      sample: async () => ({
        atMs: clock.nowMs(),
        cpus: new Map(),
        listenOverflows: null,
        listenDrops: null,
        tcpRetransmits: null,
        pressureCpuUs: null,
        pressureMemoryUs: null,
        frequencyMhz: null,
        loadAverage: null,
        softirqInTasks: null,
      }),
    },
    probe: {
      exchange: async () => {
        log.push('verify');
        asked += 1;
        return { status: 200, headers: {}, body: Buffer.from(behaviour.body?.(asked) ?? 'hello') };
      },
    },
    runtime: {
      name: 'process',
      start: async (which) => {
        log.push(`start ${which.id}`);
        behaviour.start?.();
        if (which.id === behaviour.broken) {
          const { LabError } = await import('../../src/domain/errors.ts');
          throw new LabError('LAB_CONTENDER_EXITED', `${which.id} exited`);
        }
        return {
          spec: which,
          address: { host: '127.0.0.1', port: 1 },
          started: { node: null, workers: null, cpusVerified: true, notes: [] },
          exited: behaviour.exited ?? new Promise(() => undefined),
          sampleResources: async () => ({
            atMs: clock.nowMs(),
            cpuUs: 0,
            rssMb: 1,
            processes: 1,
            throttling: null,
            workers: [],
          }),
          lastLogLines: () => [],
          ...(behaviour.lost === undefined ? {} : { lost: behaviour.lost }),
          stop: async () => undefined,
          [Symbol.asyncDispose]: async () => void log.push(`stop ${which.id}`),
        };
      },
    },
    generator: (name) => ({
      name,
      open: async () => {
        log.push('open generator');
        return {
          node: null,
          cpusVerified: true,
          name,
          startDelayMs: 0,
          leastLeadInS: 0,
          start: (order) => {
            log.push(order.id.endsWith('warm-up') ? 'warm up' : `load ${order.ratePerSec}/s`);
            behaviour.onStep?.(order);
            return { result: Promise.resolve((behaviour.load ?? heldLoad)(order)) };
          },
          [Symbol.asyncDispose]: async () => void log.push('close generator'),
        };
      },
    }),
  };
}

/** A journal on memory, which writes `save` into the log for each record that reached the store. */
export function fakeJournal(
  log: string[],
  parts: LabParts,
  plan: RunPlan,
  record: Partial<RunRecord> = {},
): Journal {
  const empty = {
    id: 'r',
    state: 'running',
    launches: [],
    steps: [],
    warnings: [],
    scenario: plan.scenario,
  } as unknown as RunRecord;
  return new Journal(
    { ...empty, ...record },
    {
      id: 'r',
      folder: '/nowhere',
      logFile: (name) => name,
      save: async (saved) => void log.push(`save ${saved.steps.length} steps`),
      appendStep: async () => void log.push('append step'),
      appendEvent: () => undefined,
      writeText: async () => undefined,
      close: async () => undefined,
    },
    parts.emit,
    parts.clock,
  );
}

/** Work that takes `ratio` times the CPU time on CPU 0 while CPU 1 works too. */
export function fakeFixedWork(
  log: string[],
  ratio: number,
  onWork: (nth: number) => void = () => undefined,
): FixedWork {
  let worked = 0;
  let neighbourWorks = false;
  return {
    program: async () => 'fixed-work-1.mjs',
    start: async (cpus) => {
      log.push(`start ${cpus}`);
      return {
        work: async (forMs) => {
          log.push(`work ${cpus}`);
          onWork(++worked);
          const cpuUs = forMs * 1000 * (neighbourWorks ? ratio : 1);
          neighbourWorks = cpus[0] === 1;
          return { rounds: forMs, cpuUs, wallUs: forMs * 1000 };
        },
        [Symbol.asyncDispose]: async () => void log.push(`end ${cpus}`),
      };
    },
  };
}

/** A machine that idles all the time. */
export function quietHost(): Pick<HostProbe, 'sample'> {
  let idleUs = 0;
  const none = { userUs: 0, systemUs: 0, irqUs: 0, softirqUs: 0, stealUs: 0 };
  return {
    sample: async () => {
      idleUs += 300_000;
      return { cpus: new Map([0, 1].map((cpu) => [cpu, { ...none, idleUs }])) } as unknown as HostSample;
    },
  };
}

/** Keeps what it is given, as text, for ever. */
export function fakeSitting(): SittingCache {
  const kept = new Map<string, string>();
  return {
    get: (key) => JSON.parse(kept.get(JSON.stringify(key)) ?? 'null'),
    put: (key, value) => void kept.set(JSON.stringify(key), JSON.stringify(value)),
  };
}
