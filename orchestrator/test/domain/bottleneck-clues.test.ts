import { describe, expect, it } from 'vitest';
import { type Clues, cluesOf, type StepSeen } from '../../src/domain/bottleneck-clues.ts';
import type { WorkerFigures } from '../../src/domain/run-record.ts';
import type { SecondSample, WorkerUse } from '../../src/domain/samples.ts';
import { type ProgressSecond, stalledSeconds } from '../../src/domain/stall.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import { simulatedStep } from './simulated-step.ts';

const step = simulatedStep(
  { capacityPerSec: 2000, service: 'fixed' },
  { ratePerSec: 1000, durationS: 4, pacing: 'paced', seed: 1 },
);
const seen: StepSeen = {
  load: step.load,
  objective: step.objective,
  judgement: judgeStep(step),
  host: step.host,
  hostMeans: { stealShare: 0, foreignShare: null },
  server: { cpuUsPerRequest: null, cpuShare: null, rssMb: null, workers: [] },
  serverCpus: 4,
  generatorCpuShare: 0.99,
  inLoad: [],
  stalledS: null,
  dependency: null,
};
const clues = (change: Partial<StepSeen>): Clues => cluesOf({ ...seen, ...change });

const worker = (pid: number, completed: number, loopUtilisation = 0.5): WorkerFigures => ({
  pid,
  completed,
  loopUtilisation,
  loopDelayP99Ms: 1,
  gcShare: 0.02,
  rssMb: 50,
});
const server = (cpuShare: number, workers: readonly WorkerFigures[]): StepSeen['server'] => ({
  ...seen.server,
  cpuShare,
  workers,
});

/** A reading of counters that grow by `growth` a second. */
function reading(second: number, growth: number | null, pids: readonly number[] = [1, 2]): SecondSample {
  const total = growth === null ? null : growth * second;
  const use = (pid: number): WorkerUse => ({ ...worker(pid, 0), inFlight: 0, spanMs: 1000, cpuUs: 0 });
  const atMs = second * 1000;
  return {
    host: {
      atMs,
      cpus: new Map(),
      listenOverflows: total,
      listenDrops: total,
      tcpRetransmits: total,
      pressureCpuUs: total,
      pressureMemoryUs: total,
      frequencyMhz: null,
      loadAverage: null,
      softirqInTasks: null,
    },
    contender: {
      atMs,
      cpuUs: 0,
      rssMb: 1,
      processes: 1,
      throttling: total === null ? null : { throttled: total, periods: 10 * second },
      workers: pids.map(use),
    },
  };
}

describe('the clues of a step', () => {
  it('count what the machine told between the first and the last reading', () => {
    const told = clues({ inLoad: [0, 1, 2, 3, 4].map((second) => reading(second, 2)) });
    expect(told).toMatchObject({
      throttledShare: 0.2,
      listenOverflows: 8,
      retransmits: 8,
      retransmitShare: 8 / 4000,
    });
    expect(told.memoryPressureShare).toBeCloseTo(2e-6, 12);
  });

  it('are null, never zero, where the machine does not tell or was read once', () => {
    const unknown = { throttledShare: null, listenOverflows: null, retransmits: null, retransmitShare: null };
    expect(clues({ inLoad: [reading(0, null), reading(4, null)] })).toMatchObject(unknown);
    expect(clues({ inLoad: [reading(0, 2)] })).toMatchObject({ ...unknown, memoryPressureShare: null });
    expect(clues({ host: [] }).softirqShare).toBeNull();
  });

  it('take the CPU of a service as a share of what it can use', () => {
    const cpuShare = (share: number, workers: number, serverCpus = 4): number | null => {
      const some = Array.from({ length: workers }, (_, pid) => worker(pid, 500));
      return clues({ server: server(share, some), serverCpus }).cpuShare;
    };
    // One worker on four CPUs is at its end at a quarter of them, four on one at all of it.
    expect([cpuShare(0.25, 1), cpuShare(0.25, 4), cpuShare(0.97, 4, 1)]).toEqual([1, 0.25, 0.97]);
    // Threads unknown: a quarter of four CPUs may be one that is full, or four that are idle.
    expect([cpuShare(0.25, 0), cpuShare(0.1, 0), cpuShare(0.95, 0), cpuShare(0.8, 0, 1)]).toEqual([
      null,
      0.1,
      0.95,
      0.8,
    ]);
  });

  it('compare workers only where all were there all the time and had enough to do', () => {
    const skew = (workers: readonly WorkerFigures[], inLoad: readonly SecondSample[]): number | null =>
      clues({ server: server(0.5, workers), inLoad }).requestSkew;
    const both = [reading(0, 0), reading(4, 0)];
    expect(skew([worker(1, 600), worker(2, 1000)], both)).toBe(1.25);
    expect(skew([worker(1, 300), worker(2, 400)], both)).toBeNull();
    expect(skew([worker(1, 1000)], [reading(0, 0, [1]), reading(4, 0, [1])])).toBeNull();
    const replaced = [reading(0, 0), reading(4, 0, [1, 3])];
    expect(skew([worker(1, 900), worker(2, 500), worker(3, 400)], replaced)).toBeNull();
  });

  it('know of threads only where workers have some', () => {
    const busy = (...shares: number[]): number | null => {
      const some = shares.map((share, pid) => ({ ...worker(pid, 500), threadUtilisation: share }));
      return clues({ server: server(0.1, [...some, worker(9, 500)]) }).threadUtilisation;
    };
    expect([busy(), busy(0.9, 0.7)]).toEqual([null, 0.8]);
  });

  it('take a stall for one only where the service counts none either', () => {
    const counted = (counts: readonly number[]): SecondSample[] =>
      counts.map((completed, second) => {
        const { host, contender } = reading(second, 0, [1]);
        if (contender === null) throw new Error('every reading has a contender');
        const workers = contender.workers.map((use) => ({ ...use, completed, cpuUs: 1000 * second }));
        return { host, contender: { ...contender, workers } };
      });
    const stalled = (inLoad: readonly SecondSample[]) => clues({ stalledS: 3, inLoad }).stalledS;
    expect(stalled(counted([5, 9, 14, 20]))).toBe(0);
    expect(stalled(counted([5, 9, 9, 9]))).toBe(2);
    expect(stalled([])).toBe(3);
    // A worker too busy to answer repeats its last reading: that is no second without an answer.
    const [first, second] = counted([5, 9]) as [SecondSample, SecondSample];
    const repeated = (atMs: number): SecondSample => ({ ...first, host: { ...first.host, atMs } });
    expect(stalled([first, repeated(1000), repeated(2000), second])).toBe(0);
    expect(clues({ stalledS: null, inLoad: counted([5, 5]) }).stalledS).toBeNull();
  });

  it('do not ask the built-in generator for its CPU: it watches the clock', () => {
    expect(clues({}).generatorCpuShare).toBeNull();
    expect(clues({ load: { ...step.load, generator: 'k6' } }).generatorCpuShare).toBe(0.99);
  });

  it('tell wrong answers from slow ones', () => {
    const counts = { ...step.load.counts, errors: 300, timeouts: 50, unsent: 50 };
    const judgement = { ...seen.judgement, verdict: 'failed' as const };
    const share = (reason: 'errors' | 'latency'): number | null =>
      clues({ load: { ...step.load, counts }, judgement: { ...judgement, reason } }).wrongAnswerShare;
    expect([share('errors'), share('latency')]).toEqual([0.75, 0]);
  });
});

describe('the longest stall', () => {
  const second = (completed: number, open: number, phase: ProgressSecond['phase'] = 'load') => ({
    completed,
    open,
    phase,
  });
  it('is of seconds in a row with something open, while load was offered', () => {
    const [none, some] = [second(0, 9), second(5, 9)];
    expect(stalledSeconds([none, none, some, none, some])).toBe(2);
    expect(stalledSeconds([second(0, 0), second(0, 0)])).toBe(0);
    expect(stalledSeconds([second(0, 9, 'lead-in'), none, second(0, 9, 'drain')])).toBe(1);
    expect(stalledSeconds([])).toBeNull();
  });
});
