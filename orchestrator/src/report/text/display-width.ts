import { stripVTControlCharacters } from 'node:util';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** ASCII and our own glyphs, all one column and one code unit: nearly everything, and much cheaper. */
const NARROW = /^[ -~µ×·…≤≥│┤▁-█░▸✓✗\u2800-\u28ff]*$/;
const ZERO_WIDTH = /^[\p{M}\p{Cf}\p{Cc}]/u;
/** East Asian wide and fullwidth blocks (Unicode 17, EastAsianWidth.txt, W and F, rounded to blocks). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f/u;

/** Terminal columns a text takes. Ambiguous characters (`·`, `█`, `✓`) count as one, as terminals draw them. */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(stripVTControlCharacters(text)))
    width += graphemeWidth(segment);
  return width;
}

/** The longest beginning of a text without escape codes that takes at most `columns`. */
export function clip(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (NARROW.test(text)) return text.slice(0, columns);
  let width = 0;
  let end = 0;
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns) return text.slice(0, end);
    end = index + segment.length;
  }
  return text;
}

/** Clipped with `…` where something is missing. */
export function ellipsis(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${clip(text, columns - 1)}…`;
}

export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}
