/** Each of our glyphs as one ASCII character, so that columns stay where they are. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '▸': '>',
  '·': '-',
  '…': '~',
  '×': 'x',
  µ: 'u',
  '█': '#',
  '░': '.',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '%',
};

/** For a terminal whose locale is not UTF-8. Unknown characters become `?`. */
export function toAscii(text: string): string {
  return text
    .replaceAll('≥ ', '>=')
    .replaceAll('≤ ', '<=')
    .replace(/[^ -~]/gu, (glyph) => SUBSTITUTES[glyph] ?? '?');
}
