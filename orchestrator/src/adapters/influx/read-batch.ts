import type { FileHandle } from 'node:fs/promises';

export interface Batch {
  readonly lines: readonly string[];
  /** How far in the file they reach, line feeds included. */
  readonly bytes: number;
}

/** Lines a batch holds at most, as InfluxDB's own advice has it; its limit of 25 MB is far beyond. */
export const BATCH_LINES = 5000;
const BATCH_BYTES = 1 << 20;

/** The next whole lines of a file from `offset` on, none beyond `end`; null when there are none. */
export async function readBatch(file: FileHandle, offset: number, end: number): Promise<Batch | null> {
  const buffer = Buffer.alloc(Math.max(0, Math.min(BATCH_BYTES, end - offset)));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
  let bytes = 0;
  let lines = 0;
  while (lines < BATCH_LINES) {
    const at = buffer.subarray(0, bytesRead).indexOf(10, bytes);
    if (at < 0) break;
    bytes = at + 1;
    lines++;
  }
  if (bytes === 0) return null;
  return { bytes, lines: buffer.toString('utf8', 0, bytes - 1).split('\n') };
}
