import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** Lines kept for error messages. */
const KEPT_LINES = 50;
/** A contender that prints without end must not fill the disk of the results. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** The log file of a contender, and its last lines. Writing never fails a run: a full disk ends the log only. */
export class LogTail {
  readonly file: string;
  readonly #stream: WriteStream;
  readonly #lines: string[] = [];
  #bytes = 0;

  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.#stream = createWriteStream(file, { flags: 'a' });
    this.#stream.on('error', () => {
      this.#bytes = Number.POSITIVE_INFINITY;
    });
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    if (this.#bytes > LOG_LIMIT_BYTES) return;
    this.#bytes += line.length + 1;
    this.#stream.write(
      this.#bytes > LOG_LIMIT_BYTES ? '… cut here: the log is longer than 16 MB\n' : `${line}\n`,
    );
  }

  last(count: number): readonly string[] {
    return count > 0 ? this.#lines.slice(-count) : [];
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.closed || this.#stream.destroyed) resolve();
      else this.#stream.once('close', resolve).end();
    });
  }
}
