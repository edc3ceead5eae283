import { type ReportedRun, type StepTimeline, timelineOf } from '../domain/reported-run.ts';
import { stepKey } from '../domain/step-id.ts';
import type { RunStore } from '../ports/run-store.ts';
import { readRunLogs } from './run-logs.ts';

/** Reads a run and its seconds, one step in memory at a time. Throws LAB_RUN_UNKNOWN, LAB_RECORD_UNREADABLE. */
export async function readReportedRun(
  store: Pick<RunStore, 'load' | 'storedSteps' | 'machine' | 'logLines'>,
  id: string,
): Promise<ReportedRun> {
  const record = await store.load(id);
  const timelines = new Map<string, StepTimeline>();
  for await (const stored of store.storedSteps(record.id))
    timelines.set(stepKey(stored.id), timelineOf(stored));
  const logs = await readRunLogs(store, record);
  return { record, machine: await store.machine(record.id), logs, timelines };
}
