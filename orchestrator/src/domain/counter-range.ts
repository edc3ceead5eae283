import { FIRST_COUNTER } from '@framework-lab/protocol/counter';

/** A launch that sends more has numbers of the next one, which starts afresh anyway. */
const NUMBERS_PER_LAUNCH = 20_000_000;
/** Poisson arrivals are more than planned by this many deviations in none of all runs there will be. */
const DEVIATIONS = 12;

/** Hands out the numbers of one launch: to the lab one by one, to a step as many as it may send. */
export class CounterRange {
  #next: number;

  constructor(launch: number) {
    this.#next = FIRST_COUNTER + (launch - 1) * NUMBERS_PER_LAUNCH;
  }

  /** The first of `count` numbers that nobody else is given. */
  take(count = 1): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }

  /** For a span of load, whatever its pacing and however many generators share it. */
  takeForLoad(arrivals: number): number {
    const most = arrivals + DEVIATIONS * Math.sqrt(arrivals);
    // Shards deal the numbers out in turn, and one may send a few more than another.
    return this.take(Math.ceil(most) + 10_000);
  }
}
