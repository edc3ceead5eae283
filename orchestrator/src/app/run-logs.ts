import { type LaunchRecord, launchName } from '../domain/launch-record.ts';
import { LineCounter, type LoadSpan, type RepeatedLine, type RunLogs } from '../domain/log-lines.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { RunStore } from '../ports/run-store.ts';

/**
 * What the contenders of a stored run say again and again under load. `folder` is its id in the store, where
 * that is not the record's. Throws LAB_RUN_UNKNOWN.
 */
export async function readRunLogs(
  store: Pick<RunStore, 'logLines'>,
  record: RunRecord,
  folder = record.id,
): Promise<RunLogs> {
  const logs = new Map<string, readonly RepeatedLine[]>();
  for (const { id } of record.contenders) {
    const counter = new LineCounter();
    for (const launch of record.launches.filter(({ contender }) => contender === id)) {
      const load = loadOf(record, launch);
      if (load === null) continue;
      for await (const line of store.logLines(folder, `${launchName(launch)}.log`)) counter.add(line, load);
    }
    logs.set(id, counter.repeated());
  }
  return logs;
}

/** From its first step to its end; null: no step was offered to it. */
function loadOf({ steps }: RunRecord, { launch, endedAt }: LaunchRecord): LoadSpan | null {
  const starts = steps.filter((step) => step.launch === launch).map(({ startedAt }) => Date.parse(startedAt));
  if (starts.length === 0) return null;
  return {
    fromMs: Math.min(...starts),
    toMs: endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt),
  };
}
