/**
 * A number in a request that no two requests share. Its field in the bytes has a fixed width, so that
 * neither Content-Length nor anything else of the request moves.
 */
export const COUNTER_WIDTH = 10;
/** No leading zeros, which JSON does not allow in a number; and the first billion fits 32 bits with a sign. */
export const FIRST_COUNTER = 1_000_000_000;

/** Writes a number into the fields that begin at `offsets`. */
export function stampCounter(wire: Uint8Array, offsets: readonly number[], value: number): void {
  for (const offset of offsets) {
    let rest = value;
    for (let at = offset + COUNTER_WIDTH - 1; at >= offset; at--) {
      wire[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
}
