import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { processTree } from '../orchestrator/src/adapters/host/process-tree.ts';

const MOST = -20;

/**
 * Puts this process and everything it has started before its neighbours on the machine; needs root. Linux weighs
 * sessions against each other, too (sched(7), autogroups), so niceness alone changes nothing between two of them.
 * Not in real time: the kernel takes 50 ms of each second from what spins there, and the lab's generator spins.
 */
export function comeFirst(): void {
  for (const pid of processTree([process.pid])) {
    setPriority(pid, MOST);
    writeFileSync(`/proc/${pid}/autogroup`, String(MOST));
  }
}
