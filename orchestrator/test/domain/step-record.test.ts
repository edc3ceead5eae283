import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import type { SecondSample, WorkerUse } from '../../src/domain/samples.ts';
import { stepRecord } from '../../src/domain/step-record.ts';
import { simulatedStep } from './simulated-step.ts';

const RATE_PER_SEC = 400;
const DURATION_S = 4;
const CPU_US_PER_REQUEST = 150;
const LOAD_START_MS = 100_000;

const worker = (pid: number, completed: number, loopUtilisation: number): WorkerUse => ({
  pid,
  completed,
  loopUtilisation,
  inFlight: 0,
  spanMs: 1000,
  loopDelayP99Ms: loopUtilisation * 10,
  gcShare: 0.01,
  rssMb: 50,
  cpuUs: 0,
});

/** A service that uses 150 µs a request, and before the load nothing, read at `atMs` of the step. */
function reading(atMs: number, leadInS: number, workers: readonly WorkerUse[] = []): SecondSample {
  const loadedMs = Math.min(DURATION_S * 1000, Math.max(-leadInS * 1000, atMs)) + leadInS * 1000;
  const host = {
    atMs: LOAD_START_MS + atMs,
    cpus: new Map(),
    listenOverflows: null,
    listenDrops: null,
    tcpRetransmits: null,
    pressureCpuUs: null,
    pressureMemoryUs: null,
    frequencyMhz: null,
    loadAverage: null,
    softirqInTasks: null,
  };
  const cpuUs = 7_000_000 + (loadedMs / 1000) * RATE_PER_SEC * CPU_US_PER_REQUEST;
  const contender = { atMs: host.atMs, cpuUs, rssMb: 80, processes: 3, throttling: null, workers };
  return { host, contender };
}

function recordOf(leadInS: number, samples: readonly SecondSample[], serverCompleted: number | null) {
  const { load } = simulatedStep(
    { capacityPerSec: 2000, service: 'fixed' },
    { ratePerSec: RATE_PER_SEC, durationS: DURATION_S, pacing: 'paced', seed: 1, leadInS },
  );
  return stepRecord({
    id: { contender: 'x', block: 1, launch: 1, index: 1, attempt: 1 },
    ratePerSec: RATE_PER_SEC,
    durationS: DURATION_S,
    leadInS,
    startedAt: '',
    scenario: { objective: DEFAULT_OBJECTIVE, timeoutMs: 5000, connections: 64 },
    cpus: { server: [0], load: [1], housekeeping: [1], rankable: true, notes: [] },
    cpusVerified: false,
    offered: {
      load,
      samples,
      loadStartWallMs: 1_700_000_000_000,
      loadStartMs: LOAD_START_MS,
      serverCompleted,
      stalledS: 0,
      contenderDied: false,
    },
  });
}

const total = (leadInS: number): number => RATE_PER_SEC * (DURATION_S + leadInS);

describe('CPU per request', () => {
  it.each([
    [0, [0, 1000, 2000, 3000, 4000, 4100]],
    [1, [-1000, 0, 1000, 2000, 3000, 4000, 4100]],
    [1, [-985, 20, 1000, 2010, 3000, 4000, 4100]],
    // The first reading came after half a second of lead-in.
    [0.5, [0, 1000, 2000, 3000, 4000, 4100]],
    [0.5, [12, 1012, 2012, 3012, 4012, 4100]],
    [0.5, [-650, 0, 1000, 2000, 3000, 4000, 4100]],
  ])('is of one span, with a lead-in of %d s and readings at %j ms', (leadInS, timesMs) => {
    const samples = timesMs.map((atMs) => reading(atMs, leadInS));
    for (const serverCompleted of [null, total(leadInS)]) {
      const { server } = recordOf(leadInS, samples, serverCompleted);
      const off = Math.abs((server.cpuUsPerRequest ?? 0) / CPU_US_PER_REQUEST - 1);
      expect(off).toBeLessThan(0.006);
      expect(server.cpuShare).toBeCloseTo((RATE_PER_SEC * CPU_US_PER_REQUEST) / 1e6, 2);
    }
  });

  it('is null where the contender was never read', () => {
    const blind = [0, 1000, 4100].map((atMs) => ({ ...reading(atMs, 0), contender: null }));
    expect(recordOf(0, blind, null).server).toEqual({
      cpuUsPerRequest: null,
      cpuShare: null,
      rssMb: null,
      workers: [],
    });
  });
});

describe('the figures of a worker', () => {
  it('are counted over the step, and are means of the seconds under load only', () => {
    const samples = [
      // What the first two readings tell of lies before the load.
      reading(-1000, 1, [worker(1, 500, 0.01)]),
      reading(0, 1, [worker(1, 520, 0.05)]),
      reading(1000, 1, [worker(1, 900, 0.4)]),
      reading(2000, 1, [worker(1, 1300, 0.4)]),
      reading(3000, 1, [worker(1, 1700, 0.4)]),
      reading(4000, 1, [worker(1, 2100, 0.4)]),
      reading(4600, 1, [worker(1, 2500, 0.02)]),
    ];
    const [seen] = recordOf(1, samples, total(1)).server.workers;
    expect(seen).toMatchObject({ pid: 1, completed: 2000, loopUtilisation: 0.4, loopDelayP99Ms: 4 });
  });

  it('tell of threads where they have some, in the same seconds', () => {
    const use = (completed: number, share: number) => ({
      ...worker(1, completed, 0.1),
      threadUtilisation: share,
    });
    const samples = [
      reading(0, 1, [use(500, 0)]),
      reading(2000, 1, [use(900, 0.9)]),
      reading(4000, 1, [use(1300, 0.9)]),
      reading(4600, 1, [use(1400, 0.1)]),
    ];
    expect(recordOf(1, samples, total(1)).server.workers[0]?.threadUtilisation).toBeCloseTo(0.9, 9);
    const none = [reading(0, 1, [worker(1, 500, 0.1)]), reading(4000, 1, [worker(1, 900, 0.1)])];
    expect(recordOf(1, none, total(1)).server.workers[0]).not.toHaveProperty('threadUtilisation');
  });

  it('leave out what a worker too busy to answer only repeats, and weigh a late answer by its time', () => {
    const idle = worker(1, 500, 0.01);
    const samples = [
      reading(0, 1, [idle]),
      reading(1000, 1, [idle]),
      reading(2000, 1, [idle]),
      // Two answers to what was asked meanwhile: one of all that time, one of the moment after it.
      reading(3000, 1, [{ ...worker(1, 900, 1), spanMs: 2900 }]),
      reading(4000, 1, [{ ...worker(1, 901, 0), spanMs: 1 }]),
    ];
    const [seen] = recordOf(1, samples, total(1)).server.workers;
    expect(seen?.loopUtilisation).toBeCloseTo(2900 / 2901, 9);
  });

  it('count from its start where it replaced another one', () => {
    const samples = [
      reading(0, 0, [worker(1, 500, 0.1)]),
      reading(1000, 0, [worker(1, 900, 0.4)]),
      reading(2000, 0, [worker(2, 300, 0.4)]),
      reading(4000, 0, [worker(2, 1200, 0.4)]),
    ];
    const { workers } = recordOf(0, samples, null).server;
    expect(workers.map(({ pid, completed }) => [pid, completed])).toEqual([
      [1, 400],
      [2, 1200],
    ]);
  });
});

describe('a service that its database stops', () => {
  /** More than it can serve, with a database that uses so much of the CPU that it is pinned to. */
  function overloaded(cpuShare: number, housekeeping: readonly number[]) {
    const { load } = simulatedStep(
      { capacityPerSec: 200, service: 'fixed' },
      { ratePerSec: RATE_PER_SEC, durationS: DURATION_S, pacing: 'paced', seed: 1, leadInS: 1 },
    );
    const samples = [-1000, 0, 1000, 2000, 3000, 4000].map((atMs): SecondSample => {
      const seen = reading(atMs, 1);
      const cpuUs = 1e6 + cpuShare * 1000 * (atMs + 1000);
      const dependencies = [{ service: 'db', atMs: seen.host.atMs, cpuUs, rssMb: 20 }];
      return { ...seen, contender: seen.contender && { ...seen.contender, dependencies } };
    });
    return stepRecord({
      id: { contender: 'x', block: 1, launch: 1, index: 1, attempt: 1 },
      ratePerSec: RATE_PER_SEC,
      durationS: DURATION_S,
      leadInS: 1,
      startedAt: '',
      scenario: { objective: DEFAULT_OBJECTIVE, timeoutMs: 5000, connections: 64 },
      cpus: { server: [0], load: [1], housekeeping, rankable: true, notes: [] },
      cpusVerified: true,
      offered: {
        load,
        samples,
        loadStartWallMs: 1_700_000_000_000,
        loadStartMs: LOAD_START_MS,
        serverCompleted: null,
        stalledS: 0,
        contenderDied: false,
      },
    });
  }

  it('is labelled so, with its name and its share', () => {
    const { verdict, dependencies, bottleneck } = overloaded(0.97, [2]);
    expect(verdict).toBe('failed');
    expect(dependencies).toMatchObject([{ service: 'db', rssMb: 20 }]);
    expect(dependencies?.[0]?.cpuShare).toBeCloseTo(0.97, 6);
    expect(bottleneck).toMatchObject({ label: 'dependency-cpu', evidence: { dependencyCpuShare: 0.97 } });
    expect(bottleneck?.sentence).toBe('Its dependency db used 97% of the CPU that it could have.');
  });

  it('is not, where the database has time to spare, and one without dependencies has none in its record', () => {
    expect(overloaded(0.4, [2]).bottleneck?.label).toBe('service-wait');
    expect(recordOf(1, [reading(-1000, 1), reading(4000, 1)], null)).not.toHaveProperty('dependencies');
  });
});
