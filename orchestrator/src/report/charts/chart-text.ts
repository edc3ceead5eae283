import { cleanText } from '../text/clean-text.ts';

/** Not allowed in XML, even escaped (XML 1.0, production 2), and no control characters that `cleanText` knows. */
const NOT_XML = /[\ufffe\uffff]/g;

/** What every object has from birth: `__proto__`, `constructor` and so on. */
const INHERITED = new RegExp(Object.getOwnPropertyNames(Object.prototype).join('|'), 'g');
/** No width, no ink, no break (Unicode, word joiner). */
const NOTHING = '\u2060';

/**
 * A name from a run record as a chart may write it. The library keeps texts as keys of plain objects: one
 * that every object inherits it would find there, and write into what all objects of the process share.
 */
export function chartText(text: string): string {
  const clean = cleanText(text).toWellFormed().replace(NOT_XML, '').trim();
  return clean === '' ? '?' : clean.replace(INHERITED, (word) => word.slice(0, 1) + NOTHING + word.slice(1));
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
