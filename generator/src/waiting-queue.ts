import type { PlannedVariant } from './request-plan.ts';

/** Arrivals that wait for a connection, first in, first out. A ring that grows, so nothing is allocated per arrival. */
export class WaitingQueue {
  #dueUs = new Float64Array(1024);
  #handedOffUs = new Float64Array(1024);
  #variants: (PlannedVariant | null)[] = new Array<PlannedVariant | null>(1024).fill(null);
  #head = 0;
  length = 0;

  push(dueUs: number, handedOffUs: number, variant: PlannedVariant): void {
    if (this.length === this.#dueUs.length) this.#grow();
    const at = (this.#head + this.length) & (this.#dueUs.length - 1);
    this.#dueUs[at] = dueUs;
    this.#handedOffUs[at] = handedOffUs;
    this.#variants[at] = variant;
    this.length++;
  }

  /** Of the longest waiting one; infinity when empty. */
  get dueUs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : (this.#dueUs[this.#head] as number);
  }

  get handedOffUs(): number {
    return this.#handedOffUs[this.#head] as number;
  }

  get variant(): PlannedVariant {
    return this.#variants[this.#head] as PlannedVariant;
  }

  shift(): void {
    this.#variants[this.#head] = null;
    this.#head = (this.#head + 1) & (this.#dueUs.length - 1);
    this.length--;
  }

  #grow(): void {
    const size = this.#dueUs.length;
    this.#dueUs = unrolled(this.#dueUs, this.#head);
    this.#handedOffUs = unrolled(this.#handedOffUs, this.#head);
    const empty = new Array<PlannedVariant | null>(size).fill(null);
    this.#variants = [...this.#variants.slice(this.#head), ...this.#variants.slice(0, this.#head), ...empty];
    this.#head = 0;
  }
}

/** A full ring as an array of twice its size, the oldest first. */
function unrolled(ring: Float64Array, head: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(2 * ring.length);
  wider.set(ring.subarray(head), 0);
  wider.set(ring.subarray(0, head), ring.length - head);
  return wider;
}
