import { stripVTControlCharacters } from 'node:util';

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * One line that cannot drive a terminal. What a contender prints, what a server answers and what a
 * URL holds is shown, so none of it may move the cursor, change a title or turn text around.
 */
export function cleanText(text: string): string {
  return cleanPiece(text).trimEnd();
}

/** A piece of such a line: its blanks stay, a column may be made of them. */
export function cleanPiece(text: string): string {
  // Nearly all there is, and live views are drawn often.
  if (/^[ -~]*$/.test(text)) return text;
  return stripVTControlCharacters(text)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNSAFE, '');
}
