import type { LadderResult } from './ladder.ts';
import { type LadderWords, ladderWords } from './ladder-words.ts';
import { pad } from './text/display-width.ts';
import { type Line, type Span, span } from './text/line.ts';
import { stackedLines } from './text/stacked.ts';
import { type Column, tableLines, widest } from './text/table.ts';
import { wrapText } from './text/wrap.ts';

export type LadderColumn = Column & { readonly key: keyof LadderWords };

const FIGURES: readonly LadderColumn[] = [
  { key: 'contender', title: 'contender' },
  { key: 'heldTo', title: 'held to', align: 'right' },
  { key: 'p50', title: 'p50', align: 'right' },
  { key: 'p99', title: 'p99 ms', align: 'right' },
  { key: 'errors', title: 'err', align: 'right' },
  { key: 'cpu', title: 'cpu', align: 'right' },
  { key: 'usPerRequest', title: 'µs/req', align: 'right' },
  { key: 'cpuRatio', title: 'vs bare', align: 'right' },
  { key: 'rss', title: 'rss', align: 'right' },
];
const STOPPED: LadderColumn = { key: 'stoppedBy', title: 'stopped by' };

/** What there is to show of these contenders, what stopped them last. */
export function ladderColumns(results: readonly LadderResult[]): readonly LadderColumn[] {
  return [...figureColumns(results), STOPPED];
}

function figureColumns(results: readonly LadderResult[]): LadderColumn[] {
  return FIGURES.filter(({ key }) => key !== 'cpuRatio' || results.some((r) => r.cpuRatio !== null));
}

/**
 * One row per contender, the yardstick and controls apart. On a narrower terminal what stopped them goes below
 * the table, on a still narrower one every contender becomes a short list.
 */
export function ladderTable(results: readonly LadderResult[], columns: number | null): Line[] {
  const room = columns ?? Number.POSITIVE_INFINITY;
  const compared = figureColumns(results);
  const whole = table(ladderColumns(results), results);
  if (widest(whole) <= room) return whole;
  const figures = table(compared, results);
  if (widest(figures) <= room) return [...figures, [], ...stoppedList(results, room)];
  return results.flatMap((result, i) => [
    ...(i === 0 ? [] : [[]]),
    ...stackedLines(ladderColumns(results), ladderWords(result), room),
  ]);
}

function table(columns: readonly LadderColumn[], results: readonly LadderResult[]): Line[] {
  const rows = results.flatMap((result, i) => {
    const words = ladderWords(result);
    const row = columns.map(({ key }): Span | string =>
      key === 'heldTo' ? heldSpan(result, words) : words[key],
    );
    const apart = i > 0 && result.contender.role !== results[i - 1]?.contender.role;
    return apart ? [null, row] : [row];
  });
  return tableLines(columns, rows);
}

function heldSpan(result: LadderResult, words: LadderWords): Span {
  return span(result.heldTo === null ? 'bad' : 'strong', words.heldTo);
}

function stoppedList(results: readonly LadderResult[], room: number): Line[] {
  const names = Math.max(...results.map((result) => result.contender.id.length), 0);
  return [
    [span('quiet', 'stopped by')],
    ...results.flatMap((result) =>
      wrapText(
        `${pad(result.contender.id, names)}  ${ladderWords(result).stoppedBy}`,
        room,
        ' '.repeat(names + 2),
      ).map((text): Line => [text]),
    ),
  ];
}
