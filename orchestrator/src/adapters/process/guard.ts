import { fileURLToPath } from 'node:url';
import type { Guard } from '../../ports/guard.ts';
import { identify } from '../host/process-identity.ts';
import { commandLine } from '../host/process-stat.ts';
import { endReaper, spawnReaper } from './reaper-child.ts';
import type { ToReaper } from './reaper-process.ts';
import { ensureStateDir } from './state-dir.ts';
import { removeWatchFile, type WatchedGroup, writeWatchFile } from './watch-file.ts';

/** The reaper's own end: 1 s of grace, 2 s for the kernel, and room. */
const REAPER_END_MS = 5_000;

/**
 * Starts the reaper, which inherits the CPUs of the lab: pin the lab first. Disposing ends what is
 * still watched (nothing, when the run ended in order) and waits for it.
 */
export function startGuard(deps: { readonly stateDir: string }): Guard {
  const stateDir = ensureStateDir(deps.stateDir);
  const lab = identify(process.pid);
  const groups = new Map<number, WatchedGroup>();
  const reaper = spawnReaper(fileURLToPath(new URL('./reaper-process.ts', import.meta.url)));
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
      ended ??= endReaper(reaper, REAPER_END_MS).then(() => removeWatchFile(stateDir, lab.pid));
      return ended;
    },
  };
}
