import type { RunRecord } from '../domain/run-record.ts';
import { ladderResults } from './ladder.ts';
import type { Line } from './text/line.ts';
import { count, rateNumber, threeDigits } from './text/numbers.ts';
import { tableLines } from './text/table.ts';

export const REQUEST_COLUMNS = [
  'contender',
  'at',
  'request',
  'planned',
  'wrong',
  'p50 ms',
  'p99 ms',
  'max ms',
] as const;

/**
 * Latency of each request at the highest rate held, where a scenario offers several; empty where it
 * offers one, whose figures stand in the other tables.
 */
export function requestRows(record: RunRecord): string[][] {
  if (record.scenario.requests.length < 2 || record.scenario.policy.kind !== 'ladder') return [];
  return ladderResults(record).flatMap(({ contender, heldTo }) =>
    Object.entries(heldTo?.step.byRequest ?? {}).map(([name, one]) => [
      contender.id,
      `${rateNumber(heldTo?.ratePerSec)}/s`,
      name,
      count(one.planned),
      count(one.errors + one.timeouts + one.unsent),
      threeDigits(one.latencyMs.p50),
      threeDigits(one.latencyMs.p99),
      threeDigits(one.latencyMs.max),
    ]),
  );
}

/** The same as lines; a contender is named once. */
export function requestTable(record: RunRecord): Line[] {
  const rows = requestRows(record);
  if (rows.length === 0) return [];
  const named = rows.map((row, i) => (row[0] === rows[i - 1]?.[0] ? ['', '', ...row.slice(2)] : row));
  const columns = REQUEST_COLUMNS.map((title, i) => ({
    title,
    align: i < 3 ? ('left' as const) : ('right' as const),
  }));
  return [[], ...tableLines(columns, named)];
}
