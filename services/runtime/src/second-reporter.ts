import type { SecondLine } from '@framework-lab/protocol/telemetry';
import type { Logger } from 'pino';
import type { CountLedger } from './count-ledger.ts';
import type { CpuSurcharge } from './cpu-surcharge.ts';
import type { SampleCollector } from './sample-collector.ts';
import { printTelemetry } from './telemetry.ts';
import type { Progress } from './watchdog.ts';
import { isStalled, observe, STALL_AFTER_MS } from './watchdog.ts';
import type { WorkerPool } from './worker-pool.ts';

/** A busy worker must not hold up the line of the second; one that was asked for can wait longer. */
const TIMER_WITHIN_MS = 500;
const ASKED_WITHIN_MS = 2_000;

interface Sources {
  readonly pool: WorkerPool;
  readonly collector: SampleCollector;
  readonly ledger: CountLedger;
  readonly log: Logger;
  /** The supervisor's own; it wakes for nothing else that comes regularly. */
  readonly surcharge: CpuSurcharge | null;
  readonly tally: () => { restarts: number; recycled: number };
}

/** Prints the `second` lines and keeps the progress watchdog. */
export class SecondReporter {
  readonly #sources: Sources;
  #progress: Progress = { completed: 0, sinceMs: performance.now() };
  #stalled = false;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  async report(reason: SecondLine['reason']): Promise<void> {
    const { pool, collector, ledger } = this.#sources;
    const timer = reason === 'timer';
    await collector.collect(pool.members, timer, timer ? TIMER_WITHIN_MS : ASKED_WITHIN_MS);
    const workers = pool.members.flatMap((member) => member.lastSample ?? []);
    const completed = ledger.total();
    const inFlight = workers.reduce((sum, worker) => sum + worker.inFlight, 0);
    this.#watch(completed, inFlight);
    printTelemetry({
      type: 'second',
      reason,
      timeMs: Date.now(),
      completed,
      inFlight,
      ...this.#sources.tally(),
      stalled: this.#stalled,
      workers,
    });
    this.#sources.surcharge?.settle();
  }

  #watch(completed: number, inFlight: number): void {
    const timeMs = performance.now();
    this.#progress = observe(this.#progress, { timeMs, completed, inFlight });
    const stalled = isStalled(this.#progress, timeMs);
    if (stalled !== this.#stalled) {
      const what = stalled ? `nothing finished for ${STALL_AFTER_MS} ms` : 'requests finish again';
      this.#sources.log.warn({ completed, inFlight, stalled }, what);
    }
    this.#stalled = stalled;
  }
}
