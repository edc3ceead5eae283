import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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
 * It has a session of its own and only our pipe as stdin, so neither a terminal nor a closing pipe of
 * ours is held by it. It inherits the lab's CPUs. Disposing removes what is still there, waits for
 * its end, and allows another start.
 */
export function dockerReaper(address: EngineAddress, owner: Owner): DockerReaper {
  const order: ReaperOrder = { address, label: [LABEL.owner, ownerLabel(owner)] };
  let reaper: ChildProcess | null = null;
  return {
    start: () => {
      if (reaper === null || reaper.exitCode !== null || reaper.signalCode !== null) {
        reaper = spawnReaper(order);
      }
    },
    [Symbol.asyncDispose]: async () => {
      const running = reaper;
      reaper = null;
      if (running) await end(running);
    },
  };
}

function spawnReaper(order: ReaperOrder): ChildProcess {
  const program = fileURLToPath(new URL('./docker-reaper-process.ts', import.meta.url));
  const reaper = spawn(process.execPath, [program, JSON.stringify(order)], {
    detached: true,
    cwd: '/',
    env: { NODE_NO_WARNINGS: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.on('error', () => undefined);
  reaper.stdin?.on('error', () => undefined);
  reaper.unref();
  (reaper.stdin as { unref?: () => void } | null)?.unref?.();
  return reaper;
}

function end(reaper: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (reaper.exitCode !== null || reaper.signalCode !== null || reaper.pid === undefined) {
      resolve();
      return;
    }
    reaper.ref();
    const timer = setTimeout(resolve, END_MS);
    reaper.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    reaper.stdin?.end(IN_ORDER);
  });
}
