import type { Pacing } from '@framework-lab/protocol/load';
import { Random } from './random.ts';

export interface ScheduleOrder {
  /** Of all shards together. */
  readonly ratePerSec: number;
  readonly durationMs: number;
  readonly leadInMs: number;
  /** Absent: as in the load. */
  readonly leadInRatePerSec?: number;
  readonly pacing: Pacing;
  readonly seed: number;
  readonly shard: { readonly index: number; readonly count: number };
}

/** Intended times are made this many at a time, so that memory stays flat however long the step. */
const CHUNK = 512;

/**
 * The intended send times of one shard, in µs from the start of the load phase (negative: lead-in).
 *
 * Every shard walks the arrivals of the whole step and keeps each count-th, so the shards together
 * are exactly the unsharded schedule. `paced`: arrival j of the load is due at j / rate; the lead-in
 * continues that grid backwards, in the distances of its own rate. `poisson`: exponential gaps; lead-in and load are two streams of
 * the seed, so the load is the same whatever the lead-in (a Poisson process cut in two is two).
 */
export class Schedule {
  readonly #dues = new Float64Array(CHUNK);
  #filled = 0;
  #at = 0;
  readonly #nextDue: () => number;

  constructor(order: ScheduleOrder) {
    this.#nextDue = order.pacing === 'paced' ? pacedArrivals(order) : poissonArrivals(order);
    this.#refill();
  }

  /** When the next arrival is due; infinity after the last. */
  get dueUs(): number {
    return this.#at < this.#filled ? (this.#dues[this.#at] as number) : Number.POSITIVE_INFINITY;
  }

  advance(): void {
    this.#at++;
    if (this.#at === this.#filled && this.#filled === CHUNK) this.#refill();
  }

  /** No arrival is due any more. */
  end(): void {
    this.#at = 0;
    this.#filled = 0;
  }

  #refill(): void {
    let filled = 0;
    while (filled < CHUNK) {
      const dueUs = this.#nextDue();
      if (dueUs === Number.POSITIVE_INFINITY) break;
      this.#dues[filled++] = dueUs;
    }
    this.#filled = filled;
    this.#at = 0;
  }
}

function pacedArrivals(order: ScheduleOrder): () => number {
  const { index, count } = order.shard;
  const perUs = order.ratePerSec / 1e6;
  const leadInRate = leadInRateOf(order);
  const leadInPerUs = leadInRate / 1e6;
  const startUs = -order.leadInMs * 1000;
  // A hair less, so that 0.1 + 0.2 style rounding does not add an arrival at the very end.
  const end = Math.ceil((order.durationMs * order.ratePerSec) / 1000 - 1e-6);
  const first = -Math.floor((order.leadInMs * leadInRate) / 1000 + 1e-6);
  let arrival = first + ((((index - first) % count) + count) % count);
  return () => {
    if (arrival >= end) return Number.POSITIVE_INFINITY;
    const dueUs = arrival / (arrival < 0 ? leadInPerUs : perUs);
    arrival += count;
    // The same hair may put the first arrival of the lead-in a fraction of a µs before it.
    return Math.max(dueUs, startUs);
  };
}

function leadInRateOf({ ratePerSec, leadInRatePerSec = ratePerSec }: ScheduleOrder): number {
  return leadInRatePerSec;
}

function poissonArrivals(order: ScheduleOrder): () => number {
  const { index, count } = order.shard;
  const meanGapUs = 1e6 / order.ratePerSec;
  const leadInGapUs = 1e6 / leadInRateOf(order);
  const durationUs = order.durationMs * 1000;
  let random = new Random(order.seed, 1);
  let inLoad = false;
  let dueUs = -order.leadInMs * 1000;
  let arrival = -1;
  return () => {
    for (;;) {
      dueUs += random.exponential() * (inLoad ? meanGapUs : leadInGapUs);
      if (!inLoad && dueUs >= 0) {
        inLoad = true;
        random = new Random(order.seed, 2);
        dueUs = random.exponential() * meanGapUs;
        arrival = -1;
      }
      if (dueUs >= durationUs) return Number.POSITIVE_INFINITY;
      arrival++;
      if (arrival % count === index) return dueUs;
    }
  };
}
