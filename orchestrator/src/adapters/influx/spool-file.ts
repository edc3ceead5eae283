import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** More than any disk that works leaves waiting: a run makes some kB of points a second. */
const MOST_WAITING_BYTES = 8 * 2 ** 20;
/** Longer than any line. */
const TAIL_BYTES = 65_536;

/**
 * The queue of points as a file: appended by whole lines, read by whoever sends them. Appending
 * neither waits nor throws; a disk that refuses ends it, with `problem`.
 */
export class SpoolFile {
  /** Points made: lines that were there, and all that were appended since. */
  lines = 0;
  problem: string | null = null;
  /** Called when more can be read. */
  onGrown: () => void = () => undefined;
  readonly #file: string;
  #bytes = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #writing: Promise<void>;
  #handle: FileHandle | null = null;

  constructor(file: string) {
    this.#file = file;
    this.#writing = this.#open().catch((error: unknown) => this.#end(error));
  }

  /** Bytes that may be read: whole lines, on their way to the disk at least. */
  get bytes(): number {
    return this.#bytes;
  }

  append(lines: readonly string[]): void {
    this.lines += lines.length;
    if (this.problem !== null || lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    this.#waitingBytes += text.length;
    if (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#end(new Error('the disk does not keep up'));
      return;
    }
    this.#waiting.push(text);
    if (this.#waiting.length === 1) this.#writing = this.#writing.then(() => this.#write());
  }

  /** Waits until all that was appended is written, then closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close().catch(() => undefined);
    this.#handle = null;
  }

  /** A lab that was killed may have left half a line: nobody could read it, and the next must not join it. */
  async #open(): Promise<void> {
    const handle = await open(this.#file, 'a+');
    this.#handle = handle;
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const whole = size === 0 ? 0 : size - tail.length + tail.lastIndexOf(10) + 1;
    if (whole < size) await handle.truncate(whole);
    if (whole > 0) this.lines += await countLines(this.#file);
    this.#bytes = whole;
    if (whole > 0) this.onGrown();
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#handle === null || this.problem !== null) return;
    try {
      const { bytesWritten } = await this.#handle.write(Buffer.from(text));
      if (bytesWritten < Buffer.byteLength(text)) throw new Error('the disk took a part only');
      this.#bytes += bytesWritten;
      this.onGrown();
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    this.problem ??= `${this.#file} could not be written: ${code === 'ENOSPC' ? 'no room left' : message}`;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file)) {
    for (let at = (chunk as Buffer).indexOf(10); at >= 0; at = (chunk as Buffer).indexOf(10, at + 1)) lines++;
  }
  return lines;
}
