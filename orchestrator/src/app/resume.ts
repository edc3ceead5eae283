import { LabError } from '../domain/errors.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { OpenRun, RunStore } from '../ports/run-store.ts';

export interface Resumable {
  readonly record: RunRecord;
  readonly run: OpenRun;
}

/**
 * A run to go on with: the one named, or the last that did not finish.
 * Throws LAB_RUN_UNKNOWN, and LAB_RESUME_DIFFERS when nothing is left to do.
 */
export async function reopenRun(store: RunStore, id: string | null): Promise<Resumable> {
  const reopened = await store.reopen(id ?? (await lastUnfinished(store)));
  if (reopened.record.state !== 'finished') return reopened;
  await reopened.run.close();
  throw new LabError(
    'LAB_RESUME_DIFFERS',
    `Run ${reopened.record.id} is finished; nothing is left to resume.`,
    {
      fix: ['leave --resume out to start a new run'],
    },
  );
}

async function lastUnfinished(store: RunStore): Promise<string> {
  const unfinished = (await store.list()).filter(
    ({ record }) => record !== null && record.state !== 'finished',
  );
  const last = unfinished.at(-1);
  if (last !== undefined) return last.id;
  throw new LabError('LAB_RUN_UNKNOWN', 'There is no unfinished run to resume.', {
    fix: ['npm run lab -- list shows the runs there are; leave --resume out to start a new one'],
  });
}
