import { cleanText } from './clean-text.ts';

/** A sentence that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return cleanText(text).replace(/[|<\\*_`]/g, '\\$&');
}
