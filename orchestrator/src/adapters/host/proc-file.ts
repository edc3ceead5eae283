import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** Text of a small file of /proc or /sys; null where it does not exist or may not be read. */
export function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Names in a folder of /proc or /sys; empty where it does not exist or may not be read. */
export function listProc(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A number that is the whole text of a file; null where there is none. */
export function readNumber(path: string): number | null {
  const text = readProc(path)?.trim();
  if (!text) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A file of /proc kept open: reading again from position 0 gives the present values, at a third of the cost. */
export class KeptProcFile {
  readonly #path: string;
  #fd: number | null = null;
  #buffer = Buffer.allocUnsafe(16 * 1024);

  constructor(path: string) {
    this.#path = path;
  }

  read(): string | null {
    try {
      this.#fd ??= openSync(this.#path, 'r');
      let length = 0;
      for (;;) {
        const count = readSync(this.#fd, this.#buffer, length, this.#buffer.length - length, length);
        if (count === 0) return this.#buffer.toString('latin1', 0, length);
        length += count;
        if (length === this.#buffer.length) {
          this.#buffer = Buffer.concat([this.#buffer, Buffer.allocUnsafe(length)]);
        }
      }
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#fd === null) return;
    closeSync(this.#fd);
    this.#fd = null;
  }
}
