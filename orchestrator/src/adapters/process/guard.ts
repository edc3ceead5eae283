import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../../ports/guard.ts';
import { identify } from '../host/process-identity.ts';
import { commandLine } from '../host/process-stat.ts';
import type { ToReaper } from './reaper-process.ts';
import { ensureStateDir } from './state-dir.ts';
import { removeWatchFile, type WatchedGroup, writeWatchFile } from './watch-file.ts';

/** The reaper's own end: 1 s of grace, 2 s for the kernel, and room. */
const REAPER_END_MS = 5_000;

/**
 * Starts the reaper. It has a session of its own and only our pipe as stdin, so neither a terminal
 * nor a closing pipe of ours is held by it; the lab can end while it runs. It inherits the CPUs of
 * the lab: pin the lab first.
 */
export function startGuard(deps: { readonly stateDir: string }): Guard {
  const stateDir = ensureStateDir(deps.stateDir);
  const lab = identify(process.pid);
  const groups = new Map<number, WatchedGroup>();
  const reaper = spawnReaper();
  const tell = (message: ToReaper) => {
    if (reaper.stdin?.writable) reaper.stdin.write(`${JSON.stringify(message)}\n`);
    writeWatchFile(stateDir, { lab, groups: [...groups.values()] });
  };
  let ended: Promise<void> | null = null;
  return {
    watch: (pid) => {
      const leader = identify(pid);
      groups.set(pid, { leader, what: commandLine(pid) ?? 'unknown program' });
      tell({ type: 'watch', leader });
    },
    forget: (pid) => {
      if (groups.delete(pid)) tell({ type: 'forget', pid });
    },
    [Symbol.asyncDispose]: () => {
      ended ??= end(reaper).then(() => removeWatchFile(stateDir, lab.pid));
      return ended;
    },
  };
}

function spawnReaper(): ChildProcess {
  const program = fileURLToPath(new URL('./reaper-process.ts', import.meta.url));
  const reaper = spawn(process.execPath, [program], {
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

/** Ends what is still watched (nothing, when the run ended in order) and waits for the reaper. */
function end(reaper: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (reaper.exitCode !== null || reaper.pid === undefined) {
      resolve();
      return;
    }
    reaper.ref();
    const timer = setTimeout(resolve, REAPER_END_MS);
    reaper.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    reaper.stdin?.end();
  });
}
