import { stampCounter } from '@framework-lab/protocol/counter';

/** The numbers of one shard in one step: shard i of n takes first + i, first + i + n … */
export class Counter {
  #next: number;
  readonly #stride: number;

  constructor(first: number, shard: { readonly index: number; readonly count: number }) {
    this.#next = first + shard.index;
    this.#stride = shard.count;
  }

  next(): number {
    const value = this.#next;
    this.#next += this.#stride;
    return value;
  }
}

/** Makes each request that is sent another one. */
export class CounterFields {
  readonly #counter: Counter;
  readonly #offsets: readonly number[];

  constructor(counter: Counter, offsets: readonly number[]) {
    this.#counter = counter;
    this.#offsets = offsets;
  }

  /** A copy with the next number: what was written may still lie in a queue of the kernel or of Node. */
  stamped(wire: Buffer): Buffer {
    const copy = Buffer.from(wire);
    stampCounter(copy, this.#offsets, this.#counter.next());
    return copy;
  }
}
