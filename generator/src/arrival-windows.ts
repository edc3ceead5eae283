import { Histogram } from '@framework-lab/protocol/histogram';
import type { ArrivalWindow, LoadCounts } from '@framework-lab/protocol/load';
import { noCounts } from '@framework-lab/protocol/load';

const WINDOW_US = 1e6;

/** One second of arrivals by intended time, while some of them are still open. */
export class ArrivalRecorder {
  index = 0;
  counts: LoadCounts = noCounts();
  readonly latency = new Histogram();
  readonly lag = new Histogram();
  /** Arrivals that have not ended. */
  open = 0;
  inFlightSum = 0;
  inFlightMax = 0;

  restart(index: number): void {
    this.index = index;
    this.counts = noCounts();
    this.latency.reset();
    this.lag.reset();
    this.open = 0;
    this.inFlightSum = 0;
    this.inFlightMax = 0;
  }

  /** Costs some 0.1 ms: called between sends, when nothing is due. */
  window(): ArrivalWindow {
    const { planned } = this.counts;
    return {
      index: this.index,
      counts: this.counts,
      latency: this.latency.encode(),
      lagUs: lagOf(this.lag),
      inFlightMean: planned === 0 ? 0 : this.inFlightSum / planned,
      inFlightMax: this.inFlightMax,
    };
  }
}

export function lagOf(lag: Histogram): { p50: number; p99: number; max: number } {
  return { p50: lag.quantileUs(0.5), p99: lag.quantileUs(0.99), max: lag.maxUs };
}

/**
 * The seconds of the load phase that have begun and not ended, in order. There are at most the
 * timeout's seconds and two of them, and they are used again, so memory is flat.
 */
export class ArrivalWindows {
  readonly #open: ArrivalRecorder[] = [];
  readonly #free: ArrivalRecorder[] = [];
  #nextIndex = 0;

  /** The window of an arrival due at `dueUs` ≥ 0; windows without arrivals before it come to be, too. */
  at(dueUs: number): ArrivalRecorder {
    const index = Math.floor(dueUs / WINDOW_US);
    while (this.#nextIndex <= index) this.#begin();
    return this.#open[index - (this.#open[0] as ArrivalRecorder).index] as ArrivalRecorder;
  }

  /** The oldest window if nothing of it is open or still due, else null; `release` it after use. */
  takeEnded(nextDueUs: number): ArrivalRecorder | null {
    const oldest = this.#open[0];
    if (oldest === undefined || oldest.open > 0) return null;
    if (nextDueUs < (oldest.index + 1) * WINDOW_US) return null;
    this.#open.shift();
    return oldest;
  }

  release(window: ArrivalRecorder): void {
    this.#free.push(window);
  }

  /** Every second that begins before `untilUs` is a window, even if nothing arrives in it. */
  beginUntil(untilUs: number): void {
    while (this.#nextIndex * WINDOW_US < untilUs) this.#begin();
  }

  #begin(): void {
    const window = this.#free.pop() ?? new ArrivalRecorder();
    window.restart(this.#nextIndex++);
    this.#open.push(window);
  }
}
