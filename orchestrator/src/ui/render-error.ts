import { LabError } from '../domain/errors.ts';
import { cleanText } from '../report/text/clean-text.ts';
import { pad } from '../report/text/display-width.ts';
import { type Line, renderLine, span } from '../report/text/line.ts';

export interface ErrorStyle {
  readonly colour: boolean;
  /** With the stacks. */
  readonly verbose: boolean;
  /** Absent: true. */
  readonly unicode?: boolean;
}

/** What happened, what was seen, what to do. Anything but a `LabError` is a bug of the lab and says so. */
export function renderError(thrown: unknown, style: ErrorStyle): string {
  const error = thrown instanceof LabError ? thrown : asBug(thrown);
  const labels = [...error.seen.map(([label]) => label), ...(error.fix.length > 0 ? ['fix'] : [])];
  const column = Math.max(4, ...labels.map((label) => label.length));
  const lines: Line[] = [
    [span('bad', '✗ '), span('strong', error.code), `  ${oneLine(error.message)}`],
    ...error.seen.flatMap(([label, text]) => labelled(label, text, column)),
    ...error.fix.flatMap((text, i) => labelled(i === 0 ? 'fix' : '', text, column)),
  ];
  const paper = { columns: null, colour: style.colour, unicode: style.unicode ?? true };
  const text = lines.map((line) => renderLine(line, paper)).join('\n');
  return style.verbose ? `${text}\n\n${stacks(thrown)}\n` : `${text}\n`;
}

function asBug(thrown: unknown): LabError {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new LabError('LAB_BUG', message, {
    seen: [['means', 'the lab itself went wrong, not the service it measured']],
    fix: [
      'run it again with --verbose and open an issue in this repository with the command and its output',
      'finished steps are kept: npm run lab -- list',
    ],
  });
}

function labelled(label: string, text: string, column: number): Line[] {
  const [first = '', ...rest] = text.split('\n').map(cleanText);
  const indent = ' '.repeat(column + 4);
  return [
    ['  ', span('quiet', pad(label, column)), `  ${first}`],
    ...rest.filter((line) => line !== '').map((line): Line => [`${indent}${line}`]),
  ];
}

function oneLine(text: string): string {
  return cleanText(text.replace(/\s*\n\s*/g, ' '));
}

function stacks(thrown: unknown): string {
  const parts: string[] = [];
  for (
    let at = thrown;
    at !== undefined && at !== null && parts.length < 8;
    at = at instanceof Error ? at.cause : null
  ) {
    const text = at instanceof Error ? (at.stack ?? String(at)) : String(at);
    parts.push(text.split('\n').map(cleanText).join('\n'));
  }
  return parts.join('\ncaused by ');
}
