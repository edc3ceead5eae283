/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, prng.di.unimi.it), period 2^128 − 1,
 * so that a soak of hours does not repeat itself. Seeded through splitmix32.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Equal `seed` and `stream` give equal numbers; another stream of one seed is independent. */
  constructor(seed: number, stream = 0) {
    // Seeds above 2^32 keep their high bits: 1 and 2^32 + 1 are different runs.
    let state =
      (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b)) | 0;
    const splitmix = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) | 0;
    };
    this.#a = splitmix();
    this.#b = splitmix();
    this.#c = splitmix();
    this.#d = splitmix() | 1;
  }

  /** Uniform in [0, 1), 32 bits. */
  next(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return (result >>> 0) / 4294967296;
  }

  /** Uniform whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Exponential with mean 1: the gap between arrivals of a Poisson process at rate 1. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }
}
