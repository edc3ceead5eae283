import type { LabError } from '../domain/errors.ts';
import type { RunLogs } from '../domain/log-lines.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Journal } from '../lab/journal.ts';
import type { OpenRun } from '../ports/run-store.ts';
import type { LabApp } from './lab-app.ts';
import type { EndedMetrics, RunMetrics } from './open-metrics.ts';
import { reportAtEnd } from './report.ts';
import { readRunLogs } from './run-logs.ts';

/** A run that has ended, what its contenders logged again and again, and where its metrics are. */
export interface EndedRun {
  readonly record: RunRecord;
  readonly logs: RunLogs;
  readonly metrics: EndedMetrics;
  /** Why it has no report.html; null: it has one. */
  readonly reportProblem: LabError | null;
}

export interface EndingParts {
  readonly app: Pick<LabApp, 'store' | 'drawReport'>;
  readonly journal: Journal;
  readonly run: OpenRun;
  readonly results: string;
  readonly metrics: RunMetrics;
}

/**
 * Ends the record, and writes what is made of it now that the logs can be read. Nothing is measured any
 * more, so that the report may take what CPU it needs.
 */
export async function endRun(
  { app, journal, run, results, metrics }: EndingParts,
  state: RunRecord['state'],
): Promise<EndedRun> {
  const record = await journal.finish(state);
  const logs = await readRunLogs(app.store(results), record);
  await run.save(record, logs);
  return {
    record,
    logs,
    metrics: await metrics.ended(record),
    reportProblem: await reportAtEnd(app, results, record.id),
  };
}
