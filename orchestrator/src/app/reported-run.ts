import type { RunLogs } from '../domain/log-lines.ts';
import { type ReportedRun, type StepTimeline, timelineOf } from '../domain/reported-run.ts';
import { stepKey } from '../domain/step-id.ts';
import type { RunStore } from '../ports/run-store.ts';
import { readRunLogs } from './run-logs.ts';

/**
 * Reads a run, its seconds and what its logs repeat, one step in memory at a time; logs that somebody has
 * read already are not read again. Throws LAB_RUN_UNKNOWN, LAB_RECORD_UNREADABLE.
 */
export async function readReportedRun(
  store: Pick<RunStore, 'load' | 'storedSteps' | 'logLines' | 'machine' | 'idOf'>,
  id: string,
  known: RunLogs | null = null,
): Promise<ReportedRun> {
  // By the folder: a copied or renamed one holds another id in its record, and files of its own.
  const folder = await store.idOf(id);
  const record = await store.load(folder);
  const timelines = new Map<string, StepTimeline>();
  for await (const stored of store.storedSteps(folder)) timelines.set(stepKey(stored.id), timelineOf(stored));
  const logs = known ?? (await readRunLogs(store, record, folder));
  return { record, machine: await store.machine(folder), timelines, logs };
}
