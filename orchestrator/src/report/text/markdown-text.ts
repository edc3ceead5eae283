import { cleanText } from './clean-text.ts';

/**
 * A text that Markdown shows as it is. Services and people write parts of it: a logged `![x](https://…)` must
 * not become an image that whoever reads a summary fetches.
 */
export function escapeMarkdown(text: string): string {
  return cleanText(text).replace(/[|<\\*_`[\]!]/g, '\\$&');
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(header), `| ${header.map(() => '---').join(' | ')} |`, ...rows.map(line)];
}
