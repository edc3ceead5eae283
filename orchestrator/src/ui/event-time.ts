import type { LabEvent } from '../domain/events.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Now, on the clock that stamps the events. Views must not care which clock that is, and a view of
 * a recorded run sees stamps of another day.
 */
export class EventTime {
  readonly #clock: Clock;
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  seen(event: LabEvent): void {
    this.#offsetMs = event.atMs - this.#clock.nowMs();
  }

  nowMs(): number {
    return this.#clock.nowMs() + this.#offsetMs;
  }
}
