import { describeChoice, type GeneratorChoice } from '../domain/generator-choice.ts';
import type { RunLogs } from '../domain/log-lines.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { formatCpuList } from '../domain/units.ts';
import { capacityNotes } from './capacity-notes.ts';
import { capacityTables } from './capacity-table.ts';
import { comparisonText } from './comparison-text.ts';
import { findings, findingTexts, type ToldFinding } from './findings-text.ts';
import { ladderResults } from './ladder.ts';
import { ladderTable } from './ladder-table.ts';
import { nextCommands } from './next-commands.ts';
import { requestTable } from './request-table.ts';
import { runNotes, warningLines } from './run-notes.ts';
import { settingLines } from './setting-lines.ts';
import { cleanText } from './text/clean-text.ts';
import { type Line, renderLine, type Span, span } from './text/line.ts';
import { timeSpan } from './text/numbers.ts';
import { wrapText } from './text/wrap.ts';
import { tuningLines } from './tuning-text.ts';
import { variantNotes } from './variant-notes.ts';
import { MATRIX_LEGEND, verdictMatrix } from './verdict-matrix.ts';

export interface SummaryOptions {
  readonly colour: boolean;
  /** Null: as wide as the content. */
  readonly columns: number | null;
  /** Absent: true. */
  readonly unicode?: boolean;
  /** The run's folder as the reader should see it. Absent: `results/<id>`. */
  readonly folder?: string;
  /** False where it has no report.html. Absent: true. */
  readonly report?: boolean;
  /** What the contenders logged; absent: nobody read it. */
  readonly logs?: RunLogs;
  /** Where the metrics went; absent: nobody was asked to keep them. */
  readonly metrics?: { readonly grafana: string | null; readonly problem: string | null };
  /** What to do next; absent: what the record suggests. */
  readonly next?: readonly string[];
}

/** The result of a run for stdout: tables, verdicts, what it means, where the files are, what to do next. */
export function summaryText(record: RunRecord, options: SummaryOptions): string {
  const { columns } = options;
  const folder = options.folder ?? `results/${record.id}`;
  const lines: Line[] = [
    ...paragraph(heading(record), columns, 'strong'),
    [],
    ...figures(record, columns),
    [],
    ...comparison(record, columns),
    ...found(record, options),
    ...[...notes(record), ...settingLines(record)].flatMap((note) => paragraph(note, columns)),
    ...warningLines(record).flatMap((text) => paragraph(`! ${cleanText(text)}`, columns, 'warn', '  ')),
    [],
  ];
  const files = [...(options.report === false ? [] : ['report.html']), 'summary.md', 'steps.csv', 'run.json'];
  // Paths and commands are copied, so they are never cut or broken: the terminal wraps them softly.
  const paths = [`files  ${folder}`, `       ${files.join('  ')}`];
  const { grafana = null, problem = null } = options.metrics ?? {};
  if (grafana !== null) paths.push(`graph  ${grafana}`);
  if (problem !== null) paths.push(`       ! ${cleanText(problem)}`);
  const next = (options.next ?? nextCommands(record)).map(
    (text, i) => `${i === 0 ? 'next' : '    '}   ${text}`,
  );
  const paper = { columns, colour: options.colour, unicode: options.unicode ?? true };
  const endless = { ...paper, columns: null };
  const rendered = [
    ...lines.map((line) => renderLine(line, paper)),
    ...[...paths, ...next].map((text) => renderLine([text], endless)),
  ];
  return `${rendered.join('\n')}\n`;
}

/** `ramp · seed 7 · process · builtin · server cpus 2-3 · load 4-7 · finished in 5 min 2 s`. */
export function heading(record: RunRecord): string {
  const lasted =
    record.endedAt === null
      ? ''
      : ` in ${timeSpan((Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000)}`;
  return [
    record.scenario.name,
    `seed ${record.seed}`,
    record.runtime,
    `${describeChoice(choiceOf(record))} generator`,
    `server cpus ${formatCpuList(record.cpus.server)}`,
    `load ${formatCpuList(record.cpus.load)}`,
    `${record.state}${lasted}`,
  ].join(' · ');
}

function figures(record: RunRecord, columns: number | null): Line[] {
  if (record.scenario.policy.kind === 'capacity') return capacityTables(record, columns);
  return [
    ...ladderTable(ladderResults(record), columns),
    [],
    ...verdictMatrix(record, columns),
    ...paragraph(MATRIX_LEGEND, columns, 'quiet'),
    ...requestTable(record),
  ];
}

/** What the figures mean and what they do not. */
export function notes(record: RunRecord): string[] {
  const meaning = record.scenario.policy.kind === 'capacity' ? capacityNotes(record) : runNotes(record);
  return [...meaning, ...variantNotes(record)];
}

/** Of a run of `tune` its settings instead: its variants make too many pairs for a terminal; summary.md has them. */
function comparison(record: RunRecord, columns: number | null): Line[] {
  if (record.tuning !== undefined) return tuningLines(record, columns);
  const lines = comparisonText(record).flatMap((text) => paragraph(text, columns, 'plain', '  '));
  return lines.length === 0 ? [] : [...lines, []];
}

/** All of them stand in summary.md. */
const SHOWN_FINDINGS = 6;

function found(record: RunRecord, { logs, columns }: SummaryOptions): Line[] {
  const all = findings({ record, ...(logs === undefined ? {} : { logs }) });
  // What a scenario asks about is answered in full.
  const answers = findingTexts(all.filter(({ id }) => id === 'hypothesis'));
  const others = findingTexts(all.filter((finding) => finding.id !== 'hypothesis' && !isSaidAbove(finding)));
  return [
    ...titled('what was said before, and what this run shows', answers, answers.length, columns),
    ...titled('findings', others, SHOWN_FINDINGS, columns),
  ];
}

function titled(title: string, texts: readonly string[], shown: number, columns: number | null): Line[] {
  if (texts.length === 0) return [];
  const more = texts.length - shown;
  return [
    [span('quiet', title)],
    ...texts.slice(0, shown).flatMap((text) => paragraph(`· ${text}`, columns, 'plain', '  ')),
    ...(more > 0 ? [[span('quiet', `  ${more} more in summary.md`)]] : []),
    [],
  ];
}

/** Pair by pair in the comparison, and contender by contender under `stopped by`. */
function isSaidAbove(finding: ToldFinding): boolean {
  return finding.id === 'differences' || (finding.id === 'stops' && finding.of === 'ladder');
}

function choiceOf({ generator }: RunRecord): GeneratorChoice {
  const asked = generator.name === 'k6' || generator.name === 'auto' ? generator.name : 'builtin';
  return { asked, k6CleanLimitPerSec: generator.k6CleanLimitPerSec };
}

function paragraph(text: string, columns: number | null, ink: Span['ink'] = 'plain', indent = ''): Line[] {
  return wrapText(text, columns, indent).map((part): Line => [span(ink, part)]);
}
