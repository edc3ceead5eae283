import { LabError } from '../domain/errors.ts';
import type { RunListing, RunStore } from '../ports/run-store.ts';

export interface RemovalRequest {
  /** Ids, or `latest`. */
  readonly ids: readonly string[];
  /** Also every run that ended longer ago; null: none. */
  readonly olderThanMs: number | null;
  /** Only says what would go. */
  readonly dryRun: boolean;
}

export interface Removal {
  readonly removed: readonly Pick<RunListing, 'id' | 'bytes'>[];
  /** Old enough or named, and still going on or going on again. */
  readonly goingOn: readonly string[];
  readonly bytes: number;
  readonly dryRun: boolean;
}

/**
 * Removes runs, all that are named or none; only one that somebody resumes at that very moment stays.
 * Throws LAB_RUN_UNKNOWN, LAB_RUN_GOING_ON.
 */
export async function removeRuns(store: RunStore, request: RemovalRequest, nowMs: number): Promise<Removal> {
  const { olderThanMs, dryRun } = request;
  const ids = await Promise.all(request.ids.map((id) => store.idOf(id)));
  const runs = await store.list();
  const named = runs.filter(({ id }) => ids.includes(id));
  const busy = named.filter((run) => run.goingOn).map(({ id }) => id);
  if (busy.length > 0) throw goingOn(busy);
  const old = runs.filter((run) => olderThanMs !== null && nowMs - endMs(run) > olderThanMs);
  const chosen = runs.filter((run) => named.includes(run) || (old.includes(run) && !run.goingOn));
  const removed: RunListing[] = [];
  const stayed = old.filter((run) => run.goingOn);
  for (const run of chosen) {
    // The list took its time, and the runs before this one took theirs.
    if (!dryRun && (await store.isGoingOn(run.id))) {
      stayed.push(run);
      continue;
    }
    if (!dryRun) await store.remove(run.id);
    removed.push(run);
  }
  return {
    removed: removed.map(({ id, bytes }) => ({ id, bytes })),
    goingOn: stayed.map(({ id }) => id),
    bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    dryRun,
  };
}

/** When it ended or, of a run that did not, began: an unreadable one has its id to say so. */
function endMs({ id, record }: RunListing): number {
  const at = Date.parse(record?.endedAt ?? record?.startedAt ?? '');
  return Number.isNaN(at)
    ? Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z'))
    : at;
}

function goingOn(ids: readonly string[]): LabError {
  return new LabError('LAB_RUN_GOING_ON', 'A run that is still going on is not removed; nothing was.', {
    seen: ids.map((id) => ['run', id]),
    fix: ['end it with Ctrl-C where it runs, or leave it out'],
  });
}
