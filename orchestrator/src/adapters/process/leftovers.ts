import { rmSync } from 'node:fs';
import type { Clock } from '../../ports/clock.ts';
import { isRunning } from '../host/process-identity.ts';
import { endGroup } from './end-group.ts';
import { isStillTheGroup } from './group-ownership.ts';
import { readWatchFiles } from './watch-file.ts';

/** A process group that a lab started which no longer runs itself. */
export interface Leftover {
  readonly leaderPid: number;
  readonly labPid: number;
  readonly what: string;
}

const GRACE_MS = 1_000;

/** What dead labs left running; reads only. Living labs' groups are never listed. */
export function leftovers(stateDir: string): Leftover[] {
  return deadLabs(stateDir).flatMap(({ content }) =>
    content.groups
      // Without a start time (no /proc) nobody can tell whether the pid was given to somebody else.
      .filter(({ leader }) => leader.startTicks !== null && isStillTheGroup(leader))
      .map(({ leader, what }) => ({ leaderPid: leader.pid, labPid: content.lab.pid, what })),
  );
}

/** Ends them and removes the records of dead labs. Returns what was ended. */
export async function endLeftovers(stateDir: string, clock: Clock): Promise<Leftover[]> {
  const found = leftovers(stateDir);
  const gone = await Promise.all(found.map(({ leaderPid }) => endGroup(leaderPid, GRACE_MS, clock)));
  const survivors = new Set(found.filter((_, at) => !gone[at]).map(({ labPid }) => labPid));
  for (const { file, content } of deadLabs(stateDir)) {
    if (!survivors.has(content.lab.pid)) rmSync(file, { force: true });
  }
  return found.filter((_, at) => gone[at]);
}

function deadLabs(stateDir: string) {
  return readWatchFiles(stateDir).filter(({ content }) => !isRunning(content.lab));
}
