/** A chore waits at most this long for a moment in which nothing is due soon. */
const PATIENCE_US = 20_000;
/** Encoding a histogram takes about this long, so it is begun only when the next arrival is farther. */
const ROOM_US = 300;

/**
 * Work that must be done but not now: windows are encoded one piece at a time, in the gaps between
 * arrivals where there are any, so that watching a step does not make it late.
 */
export class Chores {
  readonly #waiting: (() => void)[] = [];
  #sinceUs = 0;

  add(nowUs: number, ...chores: (() => void)[]): void {
    if (this.#waiting.length === 0) this.#sinceUs = nowUs;
    this.#waiting.push(...chores);
  }

  get areDone(): boolean {
    return this.#waiting.length === 0;
  }

  /** Does one chore if the next arrival is far enough, or if it has waited for long. */
  doOne(nowUs: number, nextDueUs: number): void {
    if (this.#waiting.length === 0) return;
    if (nextDueUs - nowUs < ROOM_US && nowUs - this.#sinceUs < PATIENCE_US) return;
    this.#sinceUs = nowUs;
    this.#waiting.shift()?.();
  }

  doAll(): void {
    for (let chore = this.#waiting.shift(); chore !== undefined; chore = this.#waiting.shift()) chore();
  }
}
