import { open, stat } from 'node:fs/promises';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Appended, LineFollower } from '../../ports/line-follower.ts';

/** Events come once a second. */
const LOOK_MS = 1000;
/** What is read at a time: a burst of a few ms, also where nobody has lowered our priority. */
const CHUNK_BYTES = 1 << 18;
/** Far beyond the record of a run of 10,000 steps; a file without line feeds is not one of ours. */
const LONGEST_LINE_BYTES = 1 << 26;
const LINE_FEED = 10;

/** Looks with one `stat` a second, and reads only what was appended. */
export function lineFollower(clock: Clock): LineFollower {
  return {
    async *follow(file, signal) {
      let reading = new Reading(file);
      while (!signal.aborted) {
        const restarted = await reading.wasReplaced();
        if (restarted) reading = new Reading(file);
        const { lines, upToDate } = await reading.next();
        yield { lines, restarted, upToDate };
        if (upToDate) await clock.sleep(LOOK_MS, signal).catch(() => undefined);
      }
    },
  };
}

/** How far a file has been read. */
class Reading {
  readonly #file: string;
  #inode: number | null = null;
  #offset = 0;
  /** The beginning of a line whose end is not written yet. */
  #begun: Buffer = Buffer.alloc(0);
  #isTooLong = false;

  constructor(file: string) {
    this.#file = file;
  }

  async wasReplaced(): Promise<boolean> {
    const now = await this.#look();
    return this.#offset > 0 && (now === null || now.inode !== this.#inode || now.size < this.#offset);
  }

  async next(): Promise<Pick<Appended, 'lines' | 'upToDate'>> {
    const now = await this.#look();
    if (now === null || now.size <= this.#offset) return { lines: [], upToDate: true };
    this.#inode = now.inode;
    const chunk = await this.#read(Math.min(CHUNK_BYTES, now.size - this.#offset));
    this.#offset += chunk.length;
    return { lines: this.#split(chunk), upToDate: chunk.length === 0 || this.#offset >= now.size };
  }

  #split(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const part = chunk.subarray(from, end);
      if (!this.#isTooLong) lines.push(this.#begun.length === 0 ? part : Buffer.concat([this.#begun, part]));
      this.#begun = Buffer.alloc(0);
      this.#isTooLong = false;
      from = end + 1;
    }
    if (!this.#isTooLong) this.#begun = Buffer.concat([this.#begun, chunk.subarray(from)]);
    if (this.#begun.length > LONGEST_LINE_BYTES) {
      this.#begun = Buffer.alloc(0);
      this.#isTooLong = true;
    }
    return lines;
  }

  async #look(): Promise<{ readonly inode: number; readonly size: number } | null> {
    try {
      const { ino, size } = await stat(this.#file);
      return { inode: ino, size };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unreadable(this.#file, error);
    }
  }

  async #read(bytes: number): Promise<Buffer> {
    try {
      await using file = await open(this.#file);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, this.#offset);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw unreadable(this.#file, error);
    }
  }
}

function unreadable(file: string, cause: unknown): LabError {
  return new LabError('LAB_RECORD_UNREADABLE', 'What a run tells while it goes on cannot be read.', {
    seen: [
      ['file', file],
      ['said', cause instanceof Error ? cause.message : String(cause)],
    ],
    fix: ['look at who may read that file; the run itself goes on'],
    cause,
  });
}
