import { cleanText } from './text/clean-text.ts';
import { displayWidth, pad } from './text/display-width.ts';
import { type Ink, type Line, type Paper, renderLine, span } from './text/line.ts';
import { wrapText } from './text/wrap.ts';

/** One check of `doctor`, as it came out. */
export interface ShownCheck {
  readonly id: string;
  readonly title: string;
  /** `✗` blocks a run, `!` goes into its report, `?` could not be told. */
  readonly severity: 'ok' | '!' | '✗' | '?';
  /** Null: unknown. */
  readonly found: string | null;
  readonly wanted: string | null;
  readonly fix: string | null;
}

const INK: Readonly<Record<ShownCheck['severity'], Ink>> = {
  ok: 'good',
  '!': 'warn',
  '✗': 'bad',
  '?': 'quiet',
};
const WORD: Readonly<Record<ShownCheck['severity'], string>> = {
  '✗': 'blocking',
  '!': 'for the report',
  '?': 'unknown',
  ok: 'fine',
};
const PLAIN: Paper = { columns: 100, colour: false, unicode: true };

/** Each check with what was found; what was wanted and the fix only where something is to be done. */
export function checksTable(checks: readonly ShownCheck[], paper: Partial<Paper> = {}): string {
  const whole = { ...PLAIN, ...paper };
  const titles = Math.max(0, ...checks.map((check) => displayWidth(check.title)));
  const indent = ' '.repeat(Math.min(titles, 24) + 4);
  const lines = checks.flatMap((check): Line[] => {
    const found = wrapText(
      `${pad(check.title, titles)}  ${cleanText(check.found ?? '?')}`,
      room(whole, 2),
      indent.slice(2),
    );
    const head = found.map(
      (text, i): Line =>
        i === 0
          ? [span(INK[check.severity], check.severity === 'ok' ? '✓' : check.severity), ` ${text}`]
          : [`  ${text}`],
    );
    if (check.severity === 'ok') return head;
    return [
      ...head,
      ...advice('wanted', check.wanted, indent, whole),
      ...advice('fix', check.fix, indent, whole),
    ];
  });
  const totals = (['✗', '!', '?', 'ok'] as const)
    .map((severity) => [severity, checks.filter((check) => check.severity === severity).length] as const)
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => `${n} ${WORD[severity]}`);
  return `${[...lines, [], [totals.join(', ')]].map((line) => renderLine(line, whole)).join('\n')}\n`;
}

function advice(label: string, text: string | null, indent: string, paper: Paper): Line[] {
  if (text === null || text === '') return [];
  const lines = wrapText(cleanText(text), room(paper, indent.length + 8));
  return lines.map((part, i): Line => [indent, span('quiet', pad(i === 0 ? label : '', 6)), `  ${part}`]);
}

function room(paper: Paper, taken: number): number | null {
  return paper.columns === null ? null : Math.max(20, paper.columns - taken);
}
