import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets everything else on our CPUs go first, for a command that measures nothing and starts nothing that
 * does. Linux gives each thread a priority of its own; a thread that comes later inherits it.
 */
export function stepBack(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // A thread that has ended, or a system that does not let us: then nothing gets slower but us.
    }
  }
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid];
  }
}
