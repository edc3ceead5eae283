import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { ProcessIdentity } from '../host/process-identity.ts';
import { systemClock } from '../host/system-clock.ts';
import { endGroup } from './end-group.ts';
import { isStillTheGroup } from './group-ownership.ts';

/**
 * The reaper: a process of its own that outlives the lab by at most a few seconds. It learns on stdin
 * what the lab has started; when stdin ends, because the lab ended it or died, it ends what is left
 * on the list, and then itself. It runs from this source under any Node that strips types (22.18).
 */
export type ToReaper =
  | { readonly type: 'watch'; readonly leader: ProcessIdentity }
  | { readonly type: 'forget'; readonly pid: number };

/** A lab that is gone needs nobody to drain: everything must be over 5 s after it. */
const GRACE_MS = 1_000;

const watched = new Map<number, ProcessIdentity>();

// A terminal's Ctrl-C and a closing session are the lab's to handle; the end of stdin tells us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  setPriority(10);
} catch {
  // It idles anyway.
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const message = JSON.parse(line) as ToReaper;
    if (message.type === 'watch') watched.set(message.leader.pid, message.leader);
    else watched.delete(message.pid);
  } catch {
    // The lab died in the middle of a line.
  }
}

const groups = [...watched.values()].filter(isStillTheGroup);
await Promise.all(groups.map((leader) => endGroup(leader.pid, GRACE_MS, systemClock)));
