import { type Ink, type Line, span } from './line.ts';

/** A line of a chart: one value per column of dots, oldest first; null is a gap. */
export interface DotSeries {
  readonly ink: Ink;
  readonly values: readonly (number | null)[];
}

/** Where a chart is drawn: character cells, and what its upper edge stands for; its lower edge is 0. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly top: number;
}

/** A braille character is a cell of 2 × 4 dots. */
export const DOTS_ACROSS = 2;
const DOTS_DOWN = 4;
const BLANK = 0x2800;
/** Bits of the dots from above, left and right (The Unicode Standard, block Braille Patterns). */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * Several series in one frame, as braille; the newest value at the right edge. A cell has one ink, that
 * of the last series with a dot in it, so later series lie in front.
 */
export function dotChart(series: readonly DotSeries[], frame: Frame): Line[] {
  const { columns, rows } = frame;
  const bits = new Uint8Array(columns * rows);
  const inks = new Array<Ink>(columns * rows).fill('plain');
  const put = (x: number, y: number, ink: Ink): void => {
    const cell = Math.floor(y / DOTS_DOWN) * columns + Math.floor(x / DOTS_ACROSS);
    bits[cell] = (bits[cell] ?? 0) | (BITS[y % DOTS_DOWN]?.[x % DOTS_ACROSS] ?? 0);
    inks[cell] = ink;
  };
  for (const { ink, values } of series) {
    const skipped = Math.max(0, values.length - columns * DOTS_ACROSS);
    const right = columns * DOTS_ACROSS - values.length;
    let before: number | null = null;
    for (let i = skipped; i < values.length; i++) {
      const value = values[i] ?? null;
      const dot = value === null ? null : dotOf(value, frame);
      if (dot !== null) {
        // From the value before, so that a jump is a line and no gap.
        const next: number = before === null || before === dot ? dot : before + Math.sign(dot - before);
        const [low, high] = next < dot ? [next, dot] : [dot, next];
        for (let y = low; y <= high; y++) put(right + i, y, ink);
      }
      before = dot;
    }
  }
  return Array.from({ length: rows }, (_, row) => lineOf(bits, inks, row * columns, columns));
}

/** The row of cells that a value lies in. */
export function rowOf(value: number, frame: Frame): number {
  return Math.floor(dotOf(value, frame) / DOTS_DOWN);
}

/** From above. What lies beyond the frame lies on its edge. */
function dotOf(value: number, { rows, top }: Frame): number {
  const last = rows * DOTS_DOWN - 1;
  const share = top > 0 ? Math.max(0, Math.min(1, value / top)) : 0;
  return last - Math.round(share * last);
}

/** Neighbours of one ink become one span: fewer colour codes for the terminal to read. */
function lineOf(bits: Uint8Array, inks: readonly Ink[], from: number, columns: number): Line {
  const line: { text: string; ink: Ink }[] = [];
  for (let cell = from; cell < from + columns; cell++) {
    const dots = bits[cell] ?? 0;
    const glyph = dots === 0 ? ' ' : String.fromCharCode(BLANK + dots);
    const last = line.at(-1);
    const ink = dots === 0 ? (last?.ink ?? 'plain') : (inks[cell] ?? 'plain');
    if (last !== undefined && last.ink === ink) last.text += glyph;
    else line.push({ text: glyph, ink });
  }
  return line.map(({ text, ink }) => span(ink, text));
}
