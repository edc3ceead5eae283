import type { BurnMode } from '@framework-lab/protocol/load';
import { spinFor } from './clock.ts';

/** A timer may be this late: closer arrivals are awaited by turning the event loop (measurement.md). */
const TIMER_REACH_US = 1200;

/** What the loop drives; times are µs from the start of the load phase. */
export interface Paced {
  /** When the next arrival is due; infinity when none will be. */
  readonly nextDueUs: number;
  /** Nothing that was sent or waits can have news: until the next arrival the event loop need not turn. */
  readonly isQuiet: boolean;
  /** Hands off the arrival that is due. */
  arrive(nowUs: number): void;
  /** Everything that time brings except arrivals: timeouts, windows. True: the step is over. */
  tick(nowUs: number): boolean;
}

/**
 * The hybrid loop: what is due is sent, all of it; when the next arrival is near the event loop
 * turns without rest (or, with nothing in flight, the clock is watched: a turn leaves garbage
 * behind, a look at the clock none), and when it is far a 1 ms timer lets the CPU sleep.
 * `constant` never rests and always turns, so that what it does to a neighbouring CPU is the same
 * whether requests are in flight or not.
 */
export class SendLoop {
  readonly #paced: Paced;
  readonly #clock: () => number;
  readonly #neverRests: boolean;
  readonly #turn = (): void => this.#onTurn();
  #isSending = false;

  constructor(paced: Paced, clock: () => number, burn: BurnMode) {
    this.#paced = paced;
    this.#clock = clock;
    this.#neverRests = burn === 'constant';
  }

  start(): void {
    setImmediate(this.#turn);
  }

  /** Hands off everything that is due by now. Also called between responses, so that a long batch of them does not hold arrivals up. */
  sendDue(nowUs: number): void {
    if (this.#isSending || this.#paced.nextDueUs > nowUs) return;
    this.#isSending = true;
    let now = nowUs;
    do {
      this.#paced.arrive(now);
      now = this.#clock();
    } while (this.#paced.nextDueUs <= now);
    this.#isSending = false;
  }

  #onTurn(): void {
    this.sendDue(this.#clock());
    const nowUs = this.#clock();
    if (this.#paced.tick(nowUs)) return;
    const isNear = this.#paced.nextDueUs - nowUs <= TIMER_REACH_US;
    if (isNear && !this.#neverRests && this.#paced.isQuiet) {
      spinFor(this.#paced.nextDueUs - nowUs);
      this.sendDue(this.#clock());
    }
    if (this.#neverRests || isNear) setImmediate(this.#turn);
    else setTimeout(this.#turn, 1);
  }
}
