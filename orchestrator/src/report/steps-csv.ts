import type { RunRecord } from '../domain/run-record.ts';
import { STEP_COLUMNS } from './step-columns.ts';

type Value = string | number | boolean | null;

/** steps.csv: one row per attempt, every scalar of the record, RFC 4180; an empty field is unknown. */
export function stepsCsv(record: RunRecord): string {
  const header = STEP_COLUMNS.map((column) => column.name);
  const rows = record.steps.map((step) => STEP_COLUMNS.map((column) => column.value(step, record)));
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Value): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
