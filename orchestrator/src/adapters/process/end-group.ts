import type { Clock } from '../../ports/clock.ts';
import { answersSignals } from '../host/process-identity.ts';
import { groupMembers } from '../host/process-tree.ts';

/** After SIGKILL a process is gone at the kernel's leisure; more than this means it hangs in a system call. */
const KILL_WAIT_MS = 2_000;

/**
 * Ends a process group: SIGTERM, time to drain, SIGKILL. True when nothing of it runs any more.
 * The caller vouches that the group is its own.
 */
export async function endGroup(leader: number, graceMs: number, clock: Clock): Promise<boolean> {
  signalGroup(leader, 'SIGTERM');
  if (await waitGone(leader, graceMs, clock)) return true;
  signalGroup(leader, 'SIGKILL');
  return waitGone(leader, KILL_WAIT_MS, clock);
}

/** Whether anything of the group still runs; what has ended but was not collected yet does not. */
export function groupRuns(leader: number): boolean {
  if (!answersSignals(-leader)) return false;
  const members = groupMembers(leader);
  return members === null || members.length > 0;
}

async function waitGone(leader: number, timeoutMs: number, clock: Clock): Promise<boolean> {
  const deadline = clock.nowMs() + timeoutMs;
  while (groupRuns(leader)) {
    if (clock.nowMs() >= deadline) return false;
    await clock.sleep(20);
  }
  return true;
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Gone already.
  }
}
