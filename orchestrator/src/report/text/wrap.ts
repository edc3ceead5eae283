import { clip, displayWidth } from './display-width.ts';

/** Breaks a paragraph between words; a word that is longer than a line is cut. Later lines are indented. */
export function wrapText(text: string, columns: number | null, indent = ''): string[] {
  if (columns === null || displayWidth(text) <= columns) return [text];
  const room = Math.max(columns, displayWidth(indent) + 8);
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? '';
  let empty = true;
  for (let word of text.trimStart().split(' ')) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > room) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    while (displayWidth(line) + displayWidth(word) > room) {
      const part = clip(word, room - displayWidth(line));
      lines.push(line + part);
      line = indent;
      word = word.slice(part.length);
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty ? lines : [...lines, line];
}
