import { cleanText } from '../text/clean-text.ts';

/** Not allowed in XML, even escaped (XML 1.0, production 2), and no control characters that `cleanText` knows. */
const NOT_XML = /[\ufffe\uffff]/g;

/** A name from a run record as a chart may write it. */
export function chartText(text: string): string {
  const clean = cleanText(text).toWellFormed().replace(NOT_XML, '').trim();
  return clean === '' ? '?' : clean;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
