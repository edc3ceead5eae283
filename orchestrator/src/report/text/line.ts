import { styleText } from 'node:util';
import { toAscii } from './ascii.ts';
import { cleanPiece } from './clean-text.ts';
import { clip, displayWidth } from './display-width.ts';

/** What a piece of text means; the terminal's palette decides how that looks. */
export type Ink = 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'warn' | 'accent';

export interface Span {
  readonly text: string;
  readonly ink: Ink;
}

export type Line = readonly (Span | string)[];

/** What lines are written to. `columns` null: no end, as in a file. */
export interface Paper {
  readonly columns: number | null;
  readonly colour: boolean;
  readonly unicode: boolean;
}

const STYLES = {
  strong: 'bold',
  quiet: 'dim',
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  accent: 'cyan',
} as const;

export function span(ink: Ink, text: string): Span {
  return { ink, text };
}

export function textOf(piece: Span | string): string {
  return typeof piece === 'string' ? piece : piece.text;
}

export function widthOf(line: Line): number {
  return line.reduce((width, piece) => width + displayWidth(textOf(piece)), 0);
}

/**
 * A line as it is written: never wider than the paper, cut with `…`, trailing blanks left out. The only
 * codes for a terminal in it are those of our own inks: whatever a record or a folder's name holds.
 */
export function renderLine(given: Line, paper: Paper): string {
  const line = given.map((piece) => cleanPieceOf(piece, paper));
  const columns = paper.columns ?? Number.POSITIVE_INFINITY;
  const cut = widthOf(line) > columns;
  let room = cut ? columns - 1 : columns;
  let out = '';
  for (const piece of line) {
    if (room <= 0) break;
    const text = Number.isFinite(room) ? clip(textOf(piece), room) : textOf(piece);
    room = displayWidth(text) < displayWidth(textOf(piece)) ? 0 : room - displayWidth(text);
    out += paint(typeof piece === 'string' ? 'plain' : piece.ink, text, paper);
  }
  if (cut && columns >= 1) out += paper.unicode ? '…' : '~';
  return paper.colour ? out : out.trimEnd();
}

function cleanPieceOf(piece: Span | string, { unicode }: Paper): Span | string {
  const clean = cleanPiece(textOf(piece));
  const text = unicode ? clean : toAscii(clean);
  return typeof piece === 'string' ? text : span(piece.ink, text);
}

function paint(ink: Ink, text: string, paper: Paper): string {
  if (!paper.colour || ink === 'plain' || text === '') return text;
  return styleText(STYLES[ink], text, { validateStream: false });
}
