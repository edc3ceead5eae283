import { join } from 'node:path';
import type { EndedRun } from '../app/end-run.ts';
import { DEFAULT_RESULTS } from '../app/run-settings.ts';
import { nextCommands } from '../report/next-commands.ts';
import { summaryText } from '../report/summary.ts';
import type { Paper } from './paper.ts';

/** The summary of a run, as `run` prints it. */
export function abSummary(
  { record, logs, metrics, reportProblem }: EndedRun,
  results: string,
  paper: Paper,
): string {
  return summaryText(record, {
    ...paper,
    folder: join(results, record.id),
    logs,
    metrics,
    report: reportProblem === null,
    next: nextCommands(record, results === DEFAULT_RESULTS ? {} : { out: results }),
  });
}
