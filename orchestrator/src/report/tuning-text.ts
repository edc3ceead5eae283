import type { RunRecord } from '../domain/run-record.ts';
import { type ShownTuning, shownTuning } from './shown-tuning.ts';
import { type Line, renderLine, span } from './text/line.ts';
import { escapeMarkdown, markdownTable } from './text/markdown-text.ts';
import { stackedLines } from './text/stacked.ts';
import { type Row, tableLines, widest } from './text/table.ts';
import { wrapText } from './text/wrap.ts';
import { tuningMetrics, tuningRows } from './tuning-rows.ts';
import { tuningSentences } from './tuning-sentences.ts';

/** Columns of the table in every form. */
export function tuningTitles(shown: ShownTuning): string[] {
  const heldTo = shown.held.size === 0 ? [] : ['held to'];
  return ['setting', 'value', 'against', ...tuningMetrics(shown).map(({ title }) => title), ...heldTo];
}

/** Which settings matter: a table, and the sentences that are read off it. Empty of a run that tries none. */
export function tuningLines(record: RunRecord, columns: number | null): Line[] {
  const shown = shownTuning(record);
  if (shown === null) return [];
  const prose = tuningSentences(shown).flatMap((text) => wrapText(text, columns, '  '));
  return [
    [span('strong', `settings of ${shown.tuning.of}`)],
    ...table(shown, columns ?? Number.POSITIVE_INFINITY),
    [],
    ...prose.map((text): Line => [text]),
    [],
  ];
}

export interface TuningPaper {
  readonly columns: number | null;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** The same alone, of a run on disk. */
export function tuningText(record: RunRecord, paper: TuningPaper): string {
  return tuningLines(record, paper.columns)
    .map((line) => `${renderLine(line, paper)}\n`)
    .join('');
}

/** As a section of summary.md. */
export function tuningMarkdown(record: RunRecord): string[] {
  const shown = shownTuning(record);
  if (shown === null) return [];
  const rows = tuningRows(shown).map(({ setting, value, against, effects, heldTo }) => [
    ...[setting, value, against],
    ...effects.map(({ text }) => text),
    ...(heldTo === null ? [] : [heldTo]),
  ]);
  return [
    `## Settings of ${escapeMarkdown(shown.tuning.of)}`,
    '',
    ...markdownTable(tuningTitles(shown), rows),
    '',
    ...tuningSentences(shown).map((text) => `- ${escapeMarkdown(text)}`),
    '',
  ];
}

function table(shown: ShownTuning, room: number): Line[] {
  const titles = tuningTitles(shown);
  const rows = tuningRows(shown);
  const columns = titles.map((title) => ({ title }));
  const lines = tableLines(
    columns,
    rows.flatMap(({ setting, value, against, effects, heldTo }, i): Row[] => {
      const isFirst = rows[i - 1]?.setting !== setting;
      const cells = effects.map(({ text, ink }) => span(ink, text));
      const row = [isFirst ? setting : '', value, against, ...cells, ...(heldTo === null ? [] : [heldTo])];
      return isFirst && i > 0 ? [null, row] : [row];
    }),
  );
  if (widest(lines) <= room) return lines;
  return rows.flatMap(({ setting, value, against, effects, heldTo }) => {
    const cells = [...(against === '' ? ['-'] : [against]), ...effects.map(({ text }) => text || '-')];
    const words = [`${setting} ${value}`, ...cells, ...(heldTo === null ? [] : [heldTo])];
    const keyed = ['setting', ...titles.slice(2)].map((title, i) => ({ key: String(i), title }));
    return stackedLines(keyed, Object.fromEntries(words.map((text, i) => [String(i), text])), room);
  });
}
