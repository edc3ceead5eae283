import { pad } from './display-width.ts';
import { type Line, type Span, span, textOf, widthOf } from './line.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export type Cell = Span | string;
/** `null` is an empty line between groups. */
export type Row = readonly Cell[] | null;

const GAP = '  ';

/** Lines of a table with its header, as wide as its content needs. */
export function tableLines(columns: readonly Column[], rows: readonly Row[]): Line[] {
  const widths = columns.map((column, i) =>
    Math.max(widthOf([column.title]), ...rows.map((row) => (row === null ? 0 : widthOf([row[i] ?? ''])))),
  );
  const header = columns.map((column): Cell => span('quiet', column.title));
  return [header, ...rows].map((row) => (row === null ? [] : rowLine(row, columns, widths)));
}

export function widest(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map(widthOf));
}

function rowLine(row: readonly Cell[], columns: readonly Column[], widths: readonly number[]): Line {
  return columns.flatMap((column, i): Cell[] => {
    const cell = row[i] ?? '';
    const last = i === columns.length - 1;
    const text =
      last && column.align !== 'right' ? textOf(cell) : pad(textOf(cell), widths[i] ?? 0, column.align);
    const padded: Cell = typeof cell === 'string' ? text : span(cell.ink, text);
    return i === 0 ? [padded] : [GAP, padded];
  });
}
