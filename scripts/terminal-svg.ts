import { escapeXml } from '../orchestrator/src/report/charts/chart-text.ts';

const [CELL_WIDTH, ROW_HEIGHT, FONT_PX, MARGIN] = [8.4, 18, 14, 12] as const;
const GROUND = '#12161b';
/** What select-graphic-rendition codes of the lab's lines mean here (util.styleText). */
const STYLES: Readonly<Record<string, string>> = {
  '0': 'fill="#e6ebf1"',
  '1': 'fill="#ffffff" font-weight="bold"',
  '2': 'fill="#a3aeba"',
  '31': 'fill="#ff8f87"',
  '32': 'fill="#6ccf83"',
  '33': 'fill="#e8b84a"',
  '36': 'fill="#6fc3df"',
};
/** Viewers fold blanks, but not those that do not break. */
const BLANK = '\u00a0';
const ENDS = ['22', '39'];
const CODE = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`);

/** Lines as a terminal shows them, as a picture: every piece at its own column, whatever font there is. */
export function terminalSvg(lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = lines.length * ROW_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, row) => rowOf(line, MARGIN + (row + 0.75) * ROW_HEIGHT));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The live view of a run in a terminal">
<rect width="100%" height="100%" rx="6" fill="${GROUND}"/>
<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${FONT_PX}">
${rows.join('')}</g>
</svg>
`;
}

function rowOf(line: string, y: number): string {
  let [column, style, out] = [0, '0', ''];
  // Text and codes take turns.
  for (const [i, part] of line.split(CODE).entries()) {
    if (i % 2 === 1) style = ENDS.includes(part) ? '0' : part;
    else if (part !== '') {
      const cells = [...part].length;
      const x = (MARGIN + column * CELL_WIDTH).toFixed(1);
      const length = (cells * CELL_WIDTH).toFixed(1);
      out += `<text x="${x}" y="${y}" textLength="${length}" ${STYLES[style] ?? STYLES['0']}>${escapeXml(part.replaceAll(' ', BLANK))}</text>\n`;
      column += cells;
    }
  }
  return out;
}
