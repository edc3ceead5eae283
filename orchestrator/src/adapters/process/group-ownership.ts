import { bootId, type ProcessIdentity } from '../host/process-identity.ts';
import { processStat } from '../host/process-stat.ts';
import { groupRuns } from './end-group.ts';

/**
 * Whether the group that this process leads, or led, still runs and is still that group. The kernel
 * gives out no pid that is in use as a group's number, so a leader with another start time means
 * that the group had ended, and a missing leader with living members that they are its own.
 */
export function isStillTheGroup(leader: ProcessIdentity): boolean {
  if (leader.boot !== bootId()) return false;
  const now = processStat(leader.pid);
  if (now !== null && leader.startTicks !== null && now.startTicks !== leader.startTicks) return false;
  return groupRuns(leader.pid);
}
