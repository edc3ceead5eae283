import { displayWidth } from '../report/text/display-width.ts';

const ESC = '\u001b[';
export const HIDE_CURSOR = `${ESC}?25l`;
export const SHOW_CURSOR = `${ESC}?25h`;
const ERASE_LINE = `${ESC}2K`;
const ERASE_BELOW = `${ESC}J`;

/**
 * Draws a block of lines at the bottom of the terminal, over the one drawn before. Gives the bytes
 * to write and knows what stands on the screen; the cursor rests in the block's last line.
 */
export class WindowPainter {
  #drawn: readonly string[] = [];

  /** Only lines that changed are written again; nothing at all when none did. */
  redraw(lines: readonly string[]): string {
    const before = this.#drawn;
    if (lines.length === before.length && lines.every((line, i) => line === before[i])) return '';
    if (lines.length === 0) return this.erase();
    this.#drawn = lines;
    const body = lines.map((line, i) => (line === before[i] ? '' : `${ERASE_LINE}${line}`)).join('\r\n');
    return `${toTop(before.length)}${body}${lines.length < before.length ? `\r${ESC}B${ERASE_BELOW}${ESC}A` : ''}`;
  }

  /** Lines that stay, above the window. */
  printAbove(texts: readonly string[]): string {
    const lines = this.#drawn;
    return `${this.erase()}${texts.map((text) => `${text}\r\n`).join('')}${this.redraw(lines)}`;
  }

  erase(): string {
    const height = this.#drawn.length;
    this.#drawn = [];
    return `${toTop(height)}${ERASE_BELOW}`;
  }

  /** Erases after the width changed: lines that became wider than the terminal now take several rows. */
  eraseReflowed(columns: number): string {
    const height = this.#drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)),
      0,
    );
    this.#drawn = [];
    return `${toTop(height)}${ERASE_BELOW}`;
  }

  /** Leaves the last picture standing and goes to the line below. */
  leave(): string {
    const standing = this.#drawn.length > 0;
    this.#drawn = [];
    return standing ? '\r\n' : '';
  }
}

function toTop(height: number): string {
  return height > 1 ? `\r${ESC}${height - 1}A` : '\r';
}
