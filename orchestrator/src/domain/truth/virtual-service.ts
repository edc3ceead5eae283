/** What became of a request, as the server has it. */
export type Fate = 'ok' | 'error' | 'limited' | 'reset' | 'half';

/** When it was read, was due to be answered and was answered (ms of the server's clock), and how. */
export type ServedRequest = readonly [arrivalMs: number, dueMs: number, answeredMs: number, fate: Fate];

/** A first-come, first-served queue with one server, and what is wrong with it. */
export interface VirtualService {
  readonly capacityPerSec: number;
  readonly work: 'fixed' | 'exponential';
  readonly seed?: number;
  /** Answers to some µs by watching the clock; without it a timer may be 1 to 2 ms late. */
  readonly exact?: boolean;
  /** Stands still for so long, so often. */
  readonly stall?: { readonly everyMs: number; readonly forMs: number };
  /** Answers 429 at once to what finds no token. */
  readonly bucket?: { readonly perSec: number; readonly size: number };
  /** Every n-th request is answered with a 500, reset, or with half a response. */
  readonly errorEvery?: number;
  readonly resetEvery?: number;
  readonly halfEvery?: number;
}
