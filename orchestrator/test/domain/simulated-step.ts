import { Histogram } from '@framework-lab/protocol/histogram';
import { type LoadCounts, noCounts } from '@framework-lab/protocol/load';
import type { LoadWindow, StepLoad } from '../../src/domain/load.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import { seededRandom } from '../../src/domain/random.ts';
import type { StepEvidence } from '../../src/domain/step-evidence.ts';

export interface SimulatedService {
  /** Requests a second it can serve; a virtual-time server, `finish = max(arrival, finish before) + S`. */
  readonly capacityPerSec: number;
  readonly service: 'fixed' | 'exponential';
}

export interface SimulatedLoad {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly pacing: 'paced' | 'poisson';
  readonly seed: number;
  readonly leadInS?: number;
  readonly timeoutMs?: number;
  /** The generator stands still: nothing is handed off or read meanwhile, over 100 ms late is dropped. */
  readonly pauses?: readonly { readonly atMs: number; readonly forMs: number }[];
  /** Share of the server's CPU that the host takes, by second of the step. */
  readonly steal?: (second: number) => number;
}

const DROP_AFTER_MS = 100;

/** Beside what a verdict needs, the whole load. */
export type SimulatedEvidence = StepEvidence & { readonly load: StepLoad };

/** Runs a step in virtual time against a single first-come, first-served server. */
export function simulatedStep(server: SimulatedService, load: SimulatedLoad): SimulatedEvidence {
  const random = seededRandom(load.seed);
  const timeoutMs = load.timeoutMs ?? 5000;
  const leadInMs = (load.leadInS ?? 1) * 1000;
  const durationMs = load.durationS * 1000;
  const exponential = (meanMs: number): number => -meanMs * Math.log(1 - random());
  const gapMs = 1000 / load.ratePerSec;
  const serviceMs = 1000 / server.capacityPerSec;
  const stealAt = (atMs: number): number => load.steal?.(Math.floor(atMs / 1000)) ?? 0;
  const afterPause = (atMs: number): number => {
    const pause = load.pauses?.find((p) => atMs >= p.atMs && atMs < p.atMs + p.forMs);
    return pause === undefined ? atMs : pause.atMs + pause.forMs;
  };
  const windows = Array.from({ length: load.durationS }, () => new SimulatedWindow());
  const leadIn = noCounts();
  const readAtMs: number[] = [];
  let open = 0;
  let freeAtMs = -leadInMs;
  for (
    let dueMs = -leadInMs;
    dueMs < durationMs;
    dueMs += load.pacing === 'paced' ? gapMs : exponential(gapMs)
  ) {
    const window = dueMs < 0 ? undefined : windows[Math.floor(dueMs / 1000)];
    const counts = window?.counts ?? leadIn;
    const sentMs = afterPause(dueMs);
    while (open < readAtMs.length && (readAtMs[open] as number) <= dueMs) open++;
    window?.see(readAtMs.length - open, sentMs - dueMs);
    counts.planned++;
    if (sentMs - dueMs > DROP_AFTER_MS) {
      counts.dropped++;
      continue;
    }
    const workMs = server.service === 'fixed' ? serviceMs : exponential(serviceMs);
    freeAtMs = doneAt(Math.max(sentMs, freeAtMs), workMs, stealAt);
    readAtMs.push(afterPause(freeAtMs));
    const tookMs = afterPause(freeAtMs) - dueMs;
    countRequest(counts, tookMs <= timeoutMs);
    window?.latency.record(Math.min(tookMs, timeoutMs) * 1000);
  }
  const drainMs = Math.min(timeoutMs, Math.max(0, (readAtMs.at(-1) ?? 0) - durationMs));
  const done = windows.map((window, index) => window.finish(index));
  const host = done.map(({ index }) => ({
    index,
    stealShare: stealAt(index * 1000),
    foreignShare: 0,
    serverCpuShare: 0.5,
    softirqShare: 0,
  }));
  return { ...evidence(stepLoad(done, { drainMs, leadIn }), load), host };
}

/** When work that begins at `fromMs` is done by a CPU of which a share is stolen, second by second. */
function doneAt(fromMs: number, workMs: number, stealAt: (atMs: number) => number): number {
  let atMs = fromMs;
  for (let leftMs = workMs; ; ) {
    const secondEndMs = (Math.floor(atMs / 1000) + 1) * 1000;
    const paceShare = 1 - stealAt(atMs);
    const doneMs = (secondEndMs - atMs) * paceShare;
    if (doneMs >= leftMs) return atMs + leftMs / paceShare;
    leftMs -= doneMs;
    atMs = secondEndMs;
  }
}

class SimulatedWindow {
  readonly counts = noCounts();
  readonly latency = new Histogram();
  readonly #lag = new Histogram();
  #inFlightSum = 0;
  #inFlightMax = 0;

  see(inFlight: number, lagMs: number): void {
    this.#inFlightSum += inFlight;
    this.#inFlightMax = Math.max(this.#inFlightMax, inFlight);
    this.#lag.record(lagMs * 1000 + 50);
  }

  finish(index: number): LoadWindow {
    return {
      index,
      counts: this.counts,
      latency: this.latency,
      lagUs: { p50: this.#lag.quantileUs(0.5), p99: this.#lag.quantileUs(0.99), max: this.#lag.maxUs },
      inFlightMean: this.#inFlightSum / Math.max(1, this.counts.planned),
      inFlightMax: this.#inFlightMax,
    };
  }
}

function countRequest(counts: LoadCounts, ok: boolean): void {
  counts.sent++;
  if (ok) {
    counts.completed++;
    counts.ok++;
  } else {
    counts.timeouts++;
  }
}

/** A step's load from its windows; everything else is what a quiet generator reports. */
export function stepLoad(windows: readonly LoadWindow[], rest: Partial<StepLoad> = {}): StepLoad {
  const counts = noCounts();
  for (const window of windows) {
    for (const key of Object.keys(counts) as (keyof LoadCounts)[]) counts[key] += window.counts[key];
  }
  const elapsedMs = windows.length * 1000;
  return {
    generator: 'builtin',
    counts,
    byStatus: { '200': counts.ok },
    byError: {},
    byRequest: {},
    latency: Histogram.merged(windows.map((w) => w.latency)),
    serviceTime: new Histogram(),
    schedulerLag: new Histogram(),
    queueWait: new Histogram(),
    inFlightMax: Math.max(0, ...windows.map((w) => w.inFlightMax)),
    drainMs: 1,
    elapsedMs: { monotonic: elapsedMs, wall: elapsedMs },
    bytesIn: 0,
    bytesOut: 0,
    connects: { opened: 64, failed: 0, byError: {} },
    use: { wallUs: elapsedMs * 1000, cpuUs: elapsedMs * 300, gcMaxUs: 800, gcUs: 5000 },
    leadIn: noCounts(),
    okInLoad: null,
    windows,
    aborted: false,
    ...rest,
  };
}

/** What a verdict is given for a step on a quiet machine. */
export function evidence(
  load: StepLoad,
  step: { readonly ratePerSec: number; readonly durationS: number; readonly timeoutMs?: number },
): SimulatedEvidence {
  return {
    load,
    ratePerSec: step.ratePerSec,
    durationS: step.durationS,
    timeoutMs: step.timeoutMs ?? 5000,
    connections: 64,
    objective: DEFAULT_OBJECTIVE,
    host: [],
    generatorCpus: 1,
    serverCompleted: null,
    contenderDied: false,
    interrupted: false,
  };
}
