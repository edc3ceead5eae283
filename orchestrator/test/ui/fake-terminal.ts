import type { TerminalSink } from '../../src/process-context.ts';

const CODE = new RegExp(`${String.fromCharCode(27)}\\[(\\??)([0-9;]*)([A-Za-z])`, 'y');

/**
 * A terminal that does what the escape codes say: enough of a VT100 to tell what a person sees.
 * Wraps at its width, scrolls at its height; an unknown code is an error.
 */
export class FakeTerminal implements TerminalSink {
  readonly isTerminal: boolean = true;
  cursorVisible = true;
  writes = 0;
  #columns: number;
  readonly #rows: number;
  #lines: string[][] = [[]];
  /** Index of the topmost visible line. */
  #row = 0;
  #column = 0;
  readonly #listeners = new Set<() => void>();

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  columns(): number {
    return this.#columns;
  }

  rows(): number {
    return this.#rows;
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Reflows what is too wide, as terminals do, with the cursor staying on its text. */
  resize(columns: number): void {
    const lines: string[][] = [];
    let row = 0;
    for (const [i, line] of this.#lines.entries()) {
      const from = lines.length;
      for (let at = 0; at === 0 || at < line.length; at += columns) lines.push(line.slice(at, at + columns));
      if (i === this.#row)
        row = Math.min(lines.length - 1, from + Math.floor(Math.max(0, this.#column - 1) / columns));
    }
    this.#lines = lines;
    this.#row = row;
    this.#columns = columns;
    for (const listener of this.#listeners) listener();
  }

  write(text: string): void {
    this.writes++;
    for (let i = 0; i < text.length; ) {
      CODE.lastIndex = i;
      const code = CODE.exec(text);
      if (code !== null) {
        this.#obey(code[1] ?? '', code[2] ?? '', code[3] ?? '');
        i += code[0].length;
        continue;
      }
      const char = String.fromCodePoint(text.codePointAt(i) ?? 0);
      this.#put(char);
      i += char.length;
    }
  }

  /** All lines ever shown, the scrolled ones too, without trailing blanks. */
  text(): string[] {
    const lines = this.#lines.map((line) => line.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #put(char: string): void {
    if (char === '\r') this.#column = 0;
    else if (char === '\n') this.#down();
    else {
      if (this.#column >= this.#columns) {
        this.#down();
        this.#column = 0;
      }
      const line = this.#lines[this.#row] ?? [];
      while (line.length < this.#column) line.push(' ');
      line[this.#column++] = char;
    }
  }

  #down(): void {
    this.#row++;
    if (this.#row >= this.#lines.length) this.#lines.push([]);
  }

  #obey(mark: string, parameter: string, letter: string): void {
    const n = Math.max(1, Number(parameter || 1));
    const top = Math.max(0, this.#lines.length - this.#rows);
    const code = `${mark}${parameter}${letter}`;
    if (code === '?25l') this.cursorVisible = false;
    else if (code === '?25h') this.cursorVisible = true;
    else if (letter === 'A') this.#row = Math.max(top, this.#row - n);
    else if (letter === 'B') this.#row = Math.min(this.#lines.length - 1, this.#row + n);
    else if (code === '2K') this.#lines[this.#row] = [];
    else if (code === 'J') {
      this.#lines[this.#row] = (this.#lines[this.#row] ?? []).slice(0, this.#column);
      this.#lines = this.#lines.map((line, i) => (i > this.#row ? [] : line));
    } else if (letter !== 'm') throw new Error(`unexpected escape code ${JSON.stringify(code)}`);
  }
}
