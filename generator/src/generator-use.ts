import { PerformanceObserver } from 'node:perf_hooks';
import type { GeneratorUse } from '@framework-lab/protocol/load';

/** Collections of this process as they are reported, a turn or so after they happened. */
export class GcWatch {
  readonly #observer: PerformanceObserver;
  readonly #listeners = new Set<(durationUs: number) => void>();

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        for (const listener of this.#listeners) listener(duration * 1000);
      }
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Answers how to stop listening. */
  listen(listener: (durationUs: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#observer.disconnect();
  }
}

/** Measures what this process uses from one `take` to the next. */
export class UseMeter {
  #gcMaxUs = 0;
  #gcUs = 0;
  #sinceUs = performance.now() * 1000;
  #cpu = process.cpuUsage();
  readonly stop: () => void;

  constructor(watch: GcWatch) {
    this.stop = watch.listen((durationUs) => {
      this.#gcUs += durationUs;
      if (durationUs > this.#gcMaxUs) this.#gcMaxUs = durationUs;
    });
  }

  /** The use since the last call, or since the meter was made. */
  take(): GeneratorUse {
    const nowUs = performance.now() * 1000;
    const cpu = process.cpuUsage();
    const use = {
      wallUs: Math.round(nowUs - this.#sinceUs),
      cpuUs: cpu.user + cpu.system - this.#cpu.user - this.#cpu.system,
      gcMaxUs: Math.round(this.#gcMaxUs),
      gcUs: Math.round(this.#gcUs),
    };
    this.#sinceUs = nowUs;
    this.#cpu = cpu;
    this.#gcMaxUs = 0;
    this.#gcUs = 0;
    return use;
  }
}
