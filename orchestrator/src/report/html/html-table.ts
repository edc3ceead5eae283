import type { Ink } from '../text/line.ts';
import { type Html, html, type Piece } from './html.ts';

export interface HtmlColumn {
  readonly title: string;
  /** `words`: a column of sentences, that gets room. Absent: a short text. */
  readonly kind?: 'number' | 'words';
}

export interface HtmlCell {
  readonly content: Piece;
  /** What it is sorted by; null: unknown, which comes last. Absent: its text. */
  readonly sort?: number | null;
  readonly ink?: Ink;
}

export interface HtmlRow {
  /** Whose row it is: filters hide it. Null: nobody's. */
  readonly contender: string | null;
  readonly cells: readonly (HtmlCell | string)[];
}

export interface HtmlTable {
  /** Unique in the page: addresses name it. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly HtmlColumn[];
  /** The first cell of each names it. */
  readonly rows: readonly HtmlRow[];
}

/** Wider than the page it scrolls by itself, by keyboard, too. */
export function htmlTable({ id, caption, columns, rows }: HtmlTable): Html {
  return html`<p class="caption quiet" id="${id}-caption">${caption}</p>
<div class="scroll" role="group" tabindex="0" aria-labelledby="${id}-caption">
<table id="${id}" aria-labelledby="${id}-caption" data-sortable>
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col"${classOf(kind)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => rowOf(row, columns))}</tbody>
</table>
</div>
`;
}

function rowOf({ contender, cells }: HtmlRow, columns: readonly HtmlColumn[]): Html {
  const whose = contender === null ? null : html` data-contender="${contender}"`;
  return html`<tr${whose}>${cells.map((cell, i) => cellOf(cell, i, columns[i]?.kind))}</tr>
`;
}

function cellOf(given: HtmlCell | string, at: number, kind: HtmlColumn['kind']): Html {
  const { content, sort, ink }: HtmlCell = typeof given === 'string' ? { content: given } : given;
  const key = sort === undefined ? null : html` data-sort="${shortened(sort)}"`;
  const isPlain = ink === undefined || ink === 'plain';
  const written = isPlain ? content : html`<span class="${ink}">${content}</span>`;
  return at === 0
    ? html`<th scope="row"${key}>${written}</th>`
    : html`<td${classOf(kind)}${key}>${written}</td>`;
}

/** Nothing here is told apart by more digits, and a large run has many thousand. */
function shortened(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

function classOf(kind: HtmlColumn['kind']): Html | null {
  if (kind === undefined) return null;
  return html` class="${kind === 'number' ? 'right' : 'words'}"`;
}
