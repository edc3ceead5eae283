import { crc32 as nativeCrc32 } from 'node:zlib';

/** Calling into zlib and making a view costs about as much as this many bytes in JavaScript. */
const SHORT_BYTES = 192;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 (zlib's, unsigned) of `bytes[from, to)`, continued from the `crc` of what came before. */
export function continueCrc32(crc: number, bytes: Uint8Array, from: number, to: number): number {
  if (to - from > SHORT_BYTES) return nativeCrc32(bytes.subarray(from, to), crc);
  let state = ~crc;
  for (let i = from; i < to; i++) {
    state = (TABLE[(state ^ (bytes[i] as number)) & 255] as number) ^ (state >>> 8);
  }
  return ~state >>> 0;
}
