/** Made-up events of a short run, with wall clock times. No figure in them was measured. */
import { Histogram } from '@framework-lab/protocol/histogram';
import type { HostHealthSecond, LabEvent, LabEventBody } from '../../src/domain/events.ts';
import type { LiveLoad, LoadWindow } from '../../src/domain/load.ts';
import type { RunRecord, StepId, StepRecord } from '../../src/domain/run-record.ts';
import type { WorkerUse } from '../../src/domain/samples.ts';
import { rampRun, step } from '../report/fixture.ts';
import { runStarted, stepStarted } from '../ui/events.ts';

export const WALL_MS = Date.parse('2026-11-23T10:00:00.000Z');

export function at(second: number, body: LabEventBody): LabEvent {
  return { ...body, atMs: 5000 + second * 1000, wallMs: WALL_MS + second * 1000 + 0.25 } as LabEvent;
}

const counts = {
  planned: 1000,
  sent: 1000,
  unsent: 0,
  dropped: 0,
  completed: 1000,
  ok: 998,
  errors: 2,
  timeouts: 0,
};

function latency(ms: number): Histogram {
  const histogram = new Histogram();
  for (let i = 1; i <= 1000; i++) histogram.record((ms * 1000 * i) / 1000);
  return histogram;
}

export function liveLoad(index: number, phase: LiveLoad['phase'] = 'load'): LiveLoad {
  return {
    index,
    phase,
    counts,
    byStatus: { 200: 998, 500: 2 },
    byError: { status: 2 },
    latency: latency(5),
    lagUs: { p50: 1, p99: 300, max: 900 },
    inFlight: 3,
    queued: 0,
    bytesIn: 1,
    bytesOut: 1,
    cpuShare: 0.4,
  };
}

export function windowOf(index: number): LoadWindow {
  return {
    index,
    counts: { ...counts, ok: 1000, errors: 0 },
    latency: latency(4),
    lagUs: { p50: 1, p99: 250, max: 800 },
    inFlightMean: 2.5,
    inFlightMax: 9,
  };
}

const worker: WorkerUse = {
  pid: 1,
  completed: 0,
  inFlight: 2,
  loopUtilisation: 0.5,
  loopDelayP99Ms: 2,
  spanMs: 1000,
  gcShare: 0.01,
  rssMb: 60,
  cpuUs: 1,
};

export const healthy: HostHealthSecond = {
  cpuShare: 0.5,
  stealShare: 0.01,
  foreignShare: 0.02,
  softirqShare: 0.03,
  frequencyMhz: null,
  loadAverage: 1.5,
  pressureCpuShare: 0.1,
  pressureMemoryShare: 0,
  listenOverflows: 0,
  listenDrops: 0,
  tcpRetransmits: 1,
};

export function second(
  index: number,
  completed: number,
  options: { readonly live?: boolean; readonly step?: StepId | null } = {},
): LabEventBody {
  const { live = true, step: id = stepId(1) } = options;
  return {
    type: 'second',
    contender: 'koa',
    step: id,
    ratePerSec: 1000,
    load: live ? liveLoad(index, index < 0 ? 'lead-in' : 'load') : null,
    server: {
      cpuShare: 0.3,
      rssMb: 90,
      completed,
      workers: [{ ...worker, completed }],
      processes: 3,
      throttledShare: null,
    },
    host: healthy,
  };
}

export function stepId(attempt: number): StepId {
  return { contender: 'koa', block: 1, launch: 1, index: 1, attempt };
}

export function finished(attempt: number, startSecond: number, generator = 'builtin'): LabEventBody {
  const record: StepRecord = {
    ...step('koa', 1000),
    ...stepId(attempt),
    startedAt: new Date(WALL_MS + startSecond * 1000).toISOString(),
  };
  return {
    type: 'step-finished',
    record: { ...record, generator: { ...record.generator, name: generator } },
    seconds: { loadStartWallMs: WALL_MS + startSecond * 1000 + 730, windows: [windowOf(0), windowOf(1)] },
  };
}

export function recordOf(steps: readonly StepRecord[]): RunRecord {
  return { ...rampRun(), startedAt: new Date(WALL_MS).toISOString(), steps };
}

/** A run of one launch and one step of two seconds, warmed up for one. */
export function shortRun(generator = 'builtin'): LabEvent[] {
  const live = generator === 'builtin';
  const done = finished(1, 2, generator);
  const steps = done.type === 'step-finished' ? [done.record] : [];
  return [
    at(0, runStarted(recordOf([]))),
    at(0.1, { type: 'launch-started', contender: 'koa', block: 1, launch: 1 }),
    at(1.5, second(0, 100, { live, step: null })),
    at(2, { ...stepStarted('koa', 1), ...(generator === 'builtin' ? {} : { generator }) } as LabEventBody),
    at(3, second(-1, 1100, { live })),
    at(4.01, second(0, 2100, { live })),
    at(5.02, second(1, 3100, { live })),
    at(5.5, done),
    at(6, { type: 'run-finished', record: recordOf(steps) }),
  ];
}
