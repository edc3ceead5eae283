import type { Server } from 'node:http';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import type { WorkerSample } from '@framework-lab/protocol/telemetry';
import type { CpuSurcharge } from './cpu-surcharge.ts';
import type { OwnThreads } from './own-threads.ts';
import type { RequestCounter } from './request-counter.ts';

/** The delay histogram's own timer: 50 wake-ups a second, see docs/FAIRNESS.md for what they cost. */
const RESOLUTION_MS = 20;

interface Sampled {
  readonly server: Server;
  readonly counter: RequestCounter;
  readonly surcharge: CpuSurcharge | null;
  readonly threads: OwnThreads;
}

/** Reads what one worker says of itself. Rates and shares cover the span since the last reset. */
export class WorkerSampler {
  readonly #server: Server;
  readonly #counter: RequestCounter;
  readonly #surcharge: CpuSurcharge | null;
  readonly #threads: OwnThreads;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #utilisation: EventLoopUtilization = performance.eventLoopUtilization();
  #sinceMs = performance.now();
  #gcMs = 0;

  constructor({ server, counter, surcharge, threads }: Sampled) {
    this.#server = server;
    this.#counter = counter;
    this.#surcharge = surcharge;
    this.#threads = threads;
    this.#delay.enable();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.#gcMs += entry.duration;
    }).observe({ entryTypes: ['gc'] });
  }

  /** `reset` starts a new span: the second's sample does, a sample asked for in between does not. */
  async sample(reset: boolean): Promise<WorkerSample> {
    const openConnections = await new Promise<number>((resolve) => {
      this.#server.getConnections((_error, count) => resolve(count ?? 0));
    });
    const spanMs = performance.now() - this.#sinceMs;
    this.#surcharge?.settle();
    const cpu = process.cpuUsage();
    const threadUtilisation = this.#threads.utilisation();
    const sample: WorkerSample = {
      pid: process.pid,
      completed: this.#counter.completed,
      inFlight: this.#counter.inFlight,
      openConnections,
      spanMs: round(spanMs, 1),
      loopUtilisation: round(share(performance.eventLoopUtilization(this.#utilisation).utilization), 4),
      loopDelayP99Ms: round(this.#delayP99Ms(), 3),
      ...(threadUtilisation === null ? {} : { threadUtilisation: round(share(threadUtilisation), 4) }),
      gcShare: round(share(spanMs > 0 ? this.#gcMs / spanMs : 0), 4),
      rssMb: round(process.memoryUsage.rss() / 1_048_576, 1),
      cpuUs: cpu.user + cpu.system,
      ...(this.#surcharge ? { extraCpuUs: Math.round(this.#surcharge.paidUs) } : {}),
    };
    if (reset) this.#startSpan();
    return sample;
  }

  #startSpan(): void {
    this.#utilisation = performance.eventLoopUtilization();
    this.#threads.reset();
    this.#sinceMs = performance.now();
    this.#gcMs = 0;
    this.#delay.reset();
  }

  // The histogram holds the time between two ticks of its timer; the resolution itself is no delay.
  #delayP99Ms(): number {
    return this.#delay.count === 0 ? 0 : Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS);
  }
}

function share(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
