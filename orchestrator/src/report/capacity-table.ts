import type { RunRecord } from '../domain/run-record.ts';
import { capacityRows } from './capacity-rows.ts';
import { type CapacityWords, capacityWords } from './capacity-words.ts';
import { type Line, type Span, span } from './text/line.ts';
import { stackedLines } from './text/stacked.ts';
import { type Column, tableLines, widest } from './text/table.ts';

type WordColumn = Column & { readonly key: keyof CapacityWords };

const FIGURES: readonly WordColumn[] = [
  { key: 'contender', title: 'contender' },
  { key: 'capacity', title: 'capacity', align: 'right' },
  { key: 'interval', title: '95% interval', align: 'right' },
  { key: 'grade', title: 'grade', align: 'right' },
  { key: 'overYardstick', title: 'vs bare', align: 'right' },
  { key: 'usPerRequest', title: 'µs/req', align: 'right' },
  { key: 'stoppedBy', title: 'stopped by' },
];
const BEYOND: readonly WordColumn[] = [
  { key: 'contender', title: 'contender' },
  { key: 'overload', title: 'right answers under overload' },
  { key: 'recovers', title: 'recovers in', align: 'right' },
  { key: 'launches', title: 'each launch' },
];
/** Columns of summary.md, in its order. */
export const CAPACITY_COLUMNS = [...FIGURES, ...BEYOND.slice(1)];

/** One table of capacities and one of what lies behind them; lists on a terminal too narrow for a table. */
export function capacityTables(record: RunRecord, columns: number | null): Line[] {
  const room = columns ?? Number.POSITIVE_INFINITY;
  const rows = capacityRows(record).map((row) => ({
    words: capacityWords(record, row),
    role: row.contender.role,
  }));
  return [FIGURES, BEYOND].flatMap((wanted, i) => {
    const table = tableLines(
      wanted,
      rows.flatMap(({ words, role }, at) => {
        const row = wanted.map(({ key }): Span | string =>
          key === 'capacity' ? span('strong', words[key]) : words[key],
        );
        return at > 0 && role !== rows[at - 1]?.role ? [null, row] : [row];
      }),
    );
    const gap: Line[] = i === 0 ? [] : [[]];
    if (widest(table) <= room) return [...gap, ...table];
    return [...gap, ...rows.flatMap(({ words }) => stackedLines(wanted, words, room))];
  });
}
