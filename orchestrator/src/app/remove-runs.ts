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
  /** Old enough, and still going on. */
  readonly goingOn: readonly string[];
  readonly bytes: number;
  readonly dryRun: boolean;
}

/** Removes runs, all that are named or none. Throws LAB_RUN_UNKNOWN, LAB_RUN_GOING_ON. */
export async function removeRuns(store: RunStore, request: RemovalRequest, nowMs: number): Promise<Removal> {
  const { olderThanMs, dryRun } = request;
  const ids = await Promise.all(request.ids.map((id) => store.idOf(id)));
  const runs = await store.list();
  const named = runs.filter(({ id }) => ids.includes(id));
  const busy = named.filter((run) => run.goingOn).map(({ id }) => id);
  if (busy.length > 0) throw goingOn(busy);
  const old = runs.filter((run) => olderThanMs !== null && nowMs - endMs(run) > olderThanMs);
  const chosen = runs.filter((run) => named.includes(run) || (old.includes(run) && !run.goingOn));
  if (!dryRun) for (const { id } of chosen) await store.remove(id);
  return {
    removed: chosen.map(({ id, bytes }) => ({ id, bytes })),
    goingOn: old.filter((run) => run.goingOn).map(({ id }) => id),
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
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
