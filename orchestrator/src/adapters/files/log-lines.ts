import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { lineSplitter } from '../contender/lines.ts';

/** The lines of a log, one chunk of the file in memory at a time. A record may come from anywhere: no name leads out of the folder. */
export async function* logLines(folder: string, name: string): AsyncGenerator<string> {
  if (basename(name) !== name) return;
  const ready: string[] = [];
  const lines = lineSplitter((line) => ready.push(line));
  try {
    for await (const chunk of createReadStream(join(folder, name))) {
      lines.push(chunk as Buffer);
      yield* ready.splice(0);
    }
  } catch {
    // No such file, or none that can be read: what was read of it stands.
  }
  lines.end();
  yield* ready;
}
