import type { LabError } from '../domain/errors.ts';
import type { RunLogs } from '../domain/log-lines.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Journal } from '../lab/journal.ts';
import type { OpenRun, RunStore } from '../ports/run-store.ts';
import type { LabApp } from './lab-app.ts';
import type { EndedMetrics, RunMetrics } from './open-metrics.ts';
import { reportAtEnd } from './report.ts';
import { readRunLogs } from './run-logs.ts';

/** A run that has ended, what its contenders logged again and again, and where its metrics are. */
export interface EndedRun {
  readonly record: RunRecord;
  readonly logs: RunLogs;
  readonly metrics: EndedMetrics;
  /** Why it has no report; null: it has one. */
  readonly reportProblem: LabError | null;
}

export interface EndingParts {
  readonly journal: Journal;
  readonly run: OpenRun;
  readonly store: RunStore;
  readonly metrics: RunMetrics;
  readonly drawReport: LabApp['drawReport'];
}

/** Ends the record, and writes again what is made of it, now that the logs can be read: nothing is measured any more. */
export async function endRun(
  { journal, run, store, metrics, drawReport }: EndingParts,
  state: RunRecord['state'],
): Promise<EndedRun> {
  const record = await journal.finish(state);
  const logs = await readRunLogs(store, record);
  await run.save(record, logs);
  return {
    record,
    logs,
    metrics: await metrics.ended(record),
    reportProblem: await reportAtEnd(store, record.id, logs, drawReport),
  };
}
