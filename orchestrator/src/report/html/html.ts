import { cleanText } from '../text/clean-text.ts';

/** Markup that is safe in a page. Nothing but this file makes it. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type { Html };

export type Piece = Html | string | number | null | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * The only way by which anything gets into a page: whatever stands in `${}` is text, and becomes neither
 * markup nor a way out of an attribute in quotes. Control codes are taken out, a line break is a space.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(
    parts.map((part, i) => `${part}${i < pieces.length ? written(pieces[i] ?? null) : ''}`).join(''),
  );
}

/** For markup of our own that was made elsewhere and escaped there: the pictures of `report/charts`. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function written(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(written).join('');
  return cleanText(String(piece)).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
