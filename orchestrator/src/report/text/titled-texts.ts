import { cleanText } from './clean-text.ts';
import { escapeMarkdown } from './markdown-text.ts';
import { wrapText } from './wrap.ts';

/** A result in sentences, under a title. */
export interface TitledTexts {
  readonly title: string;
  readonly texts: readonly string[];
}

export function plainTexts({ title, texts }: TitledTexts, columns: number | null): string {
  return `${[title, '', ...texts].flatMap((text) => wrapText(cleanText(text), columns, '  ')).join('\n')}\n`;
}

/** For the summary of a CI job. */
export function markdownTexts({ title, texts }: TitledTexts): string {
  return `## ${escapeMarkdown(title)}\n\n${texts.map((text) => `- ${escapeMarkdown(text)}`).join('\n')}\n`;
}
