import xterm from '@xterm/headless';
import type { TerminalSink } from '../../src/process-context.ts';

/** What a person sees at one moment. */
export interface Picture {
  /** Rows of the screen from above, without trailing blanks and empty rows below. */
  readonly rows: readonly string[];
  /** What scrolled out at the top. */
  readonly scrolledOut: readonly string[];
  /** Rows of which the terminal broke off the end, because they were wider than itself. */
  readonly wrapped: number;
  readonly cursorVisible: boolean;
  /** Cells in a colour, or dim, or bold. */
  readonly inked: number;
}

/** A real terminal without a window, xterm.js: what our codes make of its screen is what people see. */
export class Screen implements TerminalSink {
  readonly isTerminal = true;
  writes = 0;
  readonly #terminal: xterm.Terminal;
  readonly #listeners = new Set<() => void>();
  #cursorVisible = true;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    for (const [final, visible] of [
      ['h', true],
      ['l', false],
    ] as const) {
      this.#terminal.parser.registerCsiHandler({ prefix: '?', final }, ([mode]) => {
        if (mode === 25) this.#cursorVisible = visible;
        return false;
      });
    }
  }

  columns(): number {
    return this.#terminal.cols;
  }

  rows(): number {
    return this.#terminal.rows;
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  write(text: string): void {
    this.writes++;
    this.#terminal.write(text);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#settled();
    this.#terminal.resize(columns, rows);
    for (const listener of this.#listeners) listener();
  }

  async picture(): Promise<Picture> {
    await this.#settled();
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i));
    const texts = lines.map((line) => line?.translateToString(true).trimEnd() ?? '');
    const rows = texts.slice(active.baseY);
    while (rows.at(-1) === '') rows.pop();
    const visible = lines.slice(active.baseY);
    return {
      rows,
      scrolledOut: texts.slice(0, active.baseY),
      wrapped: visible.filter((line) => line?.isWrapped).length,
      cursorVisible: this.#cursorVisible,
      inked: visible.reduce((sum, line) => sum + inkedCells(line), 0),
    };
  }

  /** It takes what is written a little later. */
  #settled(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve));
  }
}

function inkedCells(line: xterm.IBufferLine | undefined): number {
  let inked = 0;
  for (let x = 0; x < (line?.length ?? 0); x++) if (line?.getCell(x)?.isAttributeDefault() === false) inked++;
  return inked;
}
