import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endReaper, hasEnded, spawnReaper } from '../process/reaper-child.ts';
import type { EngineAddress } from './engine-address.ts';
import { LABEL } from './labels.ts';
import { type Owner, ownerLabel } from './owner.ts';
import { IN_ORDER, type ReaperOrder } from './reaper-order.ts';

/** Removing takes it a second or two; more only where the engine is in trouble, and then it goes on alone. */
const END_MS = 10_000;

/** Removes everything of this owner from the engine when the lab is gone, however it went (SIGKILL included). */
export interface DockerReaper extends AsyncDisposable {
  /** Call it before anything is created; does nothing when it runs already. */
  start(): void;
}

/**
 * Disposing removes what is still there, waits for the reaper's end, and allows another start.
 */
export function dockerReaper(address: EngineAddress, owner: Owner): DockerReaper {
  const order: ReaperOrder = { address, label: [LABEL.owner, ownerLabel(owner)] };
  const program = fileURLToPath(new URL('./docker-reaper-process.ts', import.meta.url));
  let reaper: ChildProcess | null = null;
  return {
    start: () => {
      if (reaper === null || hasEnded(reaper)) reaper = spawnReaper(program, [JSON.stringify(order)]);
    },
    [Symbol.asyncDispose]: async () => {
      const running = reaper;
      reaper = null;
      if (running) await endReaper(running, END_MS, IN_ORDER);
    },
  };
}
