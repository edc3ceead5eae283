import { launchName } from '../domain/launch-record.ts';
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
      const load = loadOf(record, launch.launch);
      if (load === null) continue;
      for await (const line of store.logLines(folder, `${launchName(launch)}.log`)) counter.add(line, load);
    }
    logs.set(id, counter.repeated());
  }
  return logs;
}

/**
 * From the start of its first step to the drain of its last; null: no step was offered to it. The launch ends
 * later: what is printed while it shuts down is not under load. A generator that needs longer to start, and
 * the longer lead-in of a recovery, are not in the record, so the last seconds of these may be left out.
 */
function loadOf({ steps, scenario }: RunRecord, launch: number): LoadSpan | null {
  const own = steps.filter((step) => step.launch === launch);
  if (own.length === 0) return null;
  const { leadInS } = scenario.step;
  return {
    fromMs: Math.min(...own.map(({ startedAt }) => Date.parse(startedAt))),
    toMs: Math.max(
      ...own.map((step) => Date.parse(step.startedAt) + 1000 * (leadInS + step.durationS) + step.drainMs),
    ),
  };
}
