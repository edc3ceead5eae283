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
  '│': '|',
  '┤': '+',
};

/** For a terminal whose locale is not UTF-8. Unknown characters become `?`. */
export function toAscii(text: string): string {
  return text
    .replaceAll('≥ ', '>=')
    .replaceAll('≤ ', '<=')
    .replace(/[^ -~]/gu, (glyph) => SUBSTITUTES[glyph] ?? asciiDots(glyph));
}

/** Dots of a braille cell by row, from above; both columns. */
const DOT_ROWS = [0x09, 0x12, 0x24, 0xc0] as const;

/** What comes nearest to the dots of a braille cell; `?` for what is none. */
function asciiDots(glyph: string): string {
  const dots = glyph.charCodeAt(0) - 0x2800;
  if (dots < 0 || dots > 0xff) return '?';
  const [first, second, third, fourth] = DOT_ROWS.map((row) => (dots & row) !== 0);
  const used = [first, second, third, fourth].filter(Boolean).length;
  if (used >= 3) return '|';
  if (first === true) return third === true || fourth === true ? '|' : "'";
  if (fourth === true) return second === true ? '|' : third === true ? '.' : '_';
  return used === 0 ? ' ' : '-';
}
