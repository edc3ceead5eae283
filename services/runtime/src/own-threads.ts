import type { EventLoopUtilization } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';

/**
 * The threads that a worker's application makes, whoever makes them: Node tells of each. Calls that block
 * in a thread leave the worker's own event loop free, so nothing else would show them. A thread that waits
 * for its next task by blocking looks just like one that works on it.
 */
export class OwnThreads {
  readonly #sinceReset = new Map<Worker, EventLoopUtilization>();

  /** From now on. */
  constructor() {
    process.on('worker', (thread) => {
      this.#sinceReset.set(thread, thread.performance.eventLoopUtilization());
      thread.once('exit', () => this.#sinceReset.delete(thread));
    });
  }

  /** Of the busiest one's event loop, since the last reset; null: there are none. */
  utilisation(): number | null {
    const shares = [...this.#sinceReset].map(
      ([thread, since]) => thread.performance.eventLoopUtilization(since).utilization,
    );
    return shares.length === 0 ? null : Math.max(...shares);
  }

  reset(): void {
    for (const thread of this.#sinceReset.keys()) {
      this.#sinceReset.set(thread, thread.performance.eventLoopUtilization());
    }
  }
}
