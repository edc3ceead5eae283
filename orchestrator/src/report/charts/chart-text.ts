import { cleanText } from '../text/clean-text.ts';

/** Not allowed in XML, even escaped (XML 1.0, production 2), and no control characters that `cleanText` knows. */
const NOT_XML = /[\ufffe\uffff]/g;

/**
 * zrender keeps texts, and what is left of them where room ends, as keys of a plain object: a contender
 * `__proto__` would change every object of the process.
 */
const MEMBERS = Object.getOwnPropertyNames(Object.prototype);
const ZERO_WIDTH_SPACE = '\u200b';

/** A name from a run record as a chart may write it. */
export function chartText(text: string): string {
  const clean = cleanText(text).toWellFormed().replace(NOT_XML, '').trim();
  if (clean === '') return '?';
  return MEMBERS.some((member) => clean.startsWith(member)) ? `${ZERO_WIDTH_SPACE}${clean}` : clean;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
