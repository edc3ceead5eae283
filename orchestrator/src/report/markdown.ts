import type { RunLogs } from '../domain/log-lines.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { capacityRows } from './capacity-rows.ts';
import { CAPACITY_COLUMNS } from './capacity-table.ts';
import { capacityWords } from './capacity-words.ts';
import { comparisonText } from './comparison-text.ts';
import { contenderName } from './contender-name.ts';
import { findings, findingTexts } from './findings-text.ts';
import { howMade, recordedCommand } from './how-made.ts';
import { ladderResults, offeredRates } from './ladder.ts';
import { ladderWords } from './ladder-words.ts';
import { offeredBy } from './offered-by.ts';
import { REQUEST_COLUMNS, requestRows } from './request-table.ts';
import { warningLines } from './run-notes.ts';
import { heading, notes } from './summary.ts';
import { escapeMarkdown, markdownTable } from './text/markdown-text.ts';
import { rate, rateNumber, threeDigits } from './text/numbers.ts';
import { tuningMarkdown } from './tuning-text.ts';
import { matrixRows } from './verdict-matrix.ts';
import { VERDICT_MARK } from './verdict-words.ts';

/** summary.md: the same words and figures as the summary in the terminal, and all of the findings. */
export function summaryMarkdown(record: RunRecord, logs?: RunLogs): string {
  return `${[
    `# ${escapeMarkdown(record.scenario.name)}, run ${record.id}`,
    '',
    escapeMarkdown(heading(record)),
    '',
    ...(record.scenario.policy.kind === 'capacity' ? capacityFigures(record) : ladderFigures(record)),
    '',
    ...found(record, logs),
    ...bottlenecks(record),
    ...requests(record),
    ...tuningMarkdown(record),
    ...comparison(record),
    '## How to read this',
    '',
    ...notes(record).map((note) => `- ${escapeMarkdown(note)}`),
    ...section('Warnings', warningLines(record)),
    ...section('CPUs', record.cpus.notes),
    '',
    ...howItWasMade(record),
  ].join('\n')}\n`;
}

function capacityFigures(record: RunRecord): string[] {
  return markdownTable(
    CAPACITY_COLUMNS.map(({ title }) => title),
    capacityRows(record).map((row) => {
      const words = capacityWords(record, row);
      return CAPACITY_COLUMNS.map(({ key }) =>
        key === 'contender' ? contenderName(row.contender) : words[key],
      );
    }),
  );
}

function ladderFigures(record: RunRecord): string[] {
  const results = ladderResults(record);
  const words = results.map((result) => ({ ...ladderWords(result), name: contenderName(result.contender) }));
  const rates = offeredRates(record);
  const by = offeredBy(record);
  return [
    ...markdownTable(
      ['contender', 'held to', 'p50 ms', 'p99 ms', 'err', 'cpu', 'µs/req', 'vs bare', 'rss', 'stopped by'],
      words.map((w) => [
        w.name,
        ...[w.heldTo, w.p50, w.p99, w.errors, w.cpu, w.usPerRequest, w.cpuRatio, w.rss, w.stoppedBy],
      ]),
    ),
    '',
    '## Verdicts',
    '',
    'Each cell: verdict, p99 in ms from the intended send time, responses achieved per second.',
    '',
    ...markdownTable(
      ['offered', ...rates.map((perSec, i) => (by === null ? rate(perSec) : `${rate(perSec)} by ${by[i]}`))],
      matrixRows(record).map((row) => [
        row.name,
        ...row.steps.map((step) =>
          step === null
            ? '-'
            : `${VERDICT_MARK[step.verdict]} ${step.verdict === 'held' ? '' : `${step.verdict}, ${step.reason}; `}${threeDigits(step.latencyMs.p99)} ms; ${rateNumber(step.achievedPerSec)}/s`,
        ),
      ]),
    ),
  ];
}

function howItWasMade(record: RunRecord): string[] {
  return [
    '## How it was made',
    '',
    ...howMade(record).map((line) => `- ${escapeMarkdown(line)}`),
    `- command: \`${recordedCommand(record).replaceAll('`', "'")}\``,
    `- seed ${record.seed}; the machine is described in machine.json`,
    ...record.supplyAgain.map((what) => `- to be supplied again: ${escapeMarkdown(what)}`),
  ];
}

/** Every step that counts and was not held, with the sentence that its label rests on. */
function bottlenecks(record: RunRecord): string[] {
  const rows = record.steps.flatMap(({ final, contender, block, ratePerSec, verdict, bottleneck }) =>
    final && bottleneck !== null
      ? [[contender, String(block), rate(ratePerSec), verdict, bottleneck.label, bottleneck.sentence]]
      : [],
  );
  const header = ['contender', 'block', 'offered', 'verdict', 'bottleneck', 'what was seen'];
  return rows.length === 0 ? [] : ['## What stopped them', '', ...markdownTable(header, rows), ''];
}

function found(record: RunRecord, logs: RunLogs | undefined): string[] {
  const texts = findingTexts(findings({ record, ...(logs === undefined ? {} : { logs }) }));
  return texts.length === 0
    ? []
    : ['## Findings', '', ...texts.map((text) => `- ${escapeMarkdown(text)}`), ''];
}

function requests(record: RunRecord): string[] {
  const rows = requestRows(record);
  return rows.length === 0
    ? []
    : ['## Requests at the highest rate held', '', ...markdownTable(REQUEST_COLUMNS, rows), ''];
}

function comparison(record: RunRecord): string[] {
  const texts = comparisonText(record);
  return texts.length === 0
    ? []
    : ['## Comparison', '', ...texts.map((text) => `- ${escapeMarkdown(text)}`), ''];
}

function section(title: string, texts: readonly string[]): string[] {
  return texts.length === 0
    ? []
    : ['', `## ${title}`, '', ...texts.map((text) => `- ${escapeMarkdown(text)}`)];
}
