import { stripVTControlCharacters } from 'node:util';

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * One line that cannot drive a terminal. What a contender prints, what a server answers and what a
 * URL holds is shown, so none of it may move the cursor, change a title or turn text around.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNSAFE, '')
    .trimEnd();
}
