import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Starts a reaper. It has a session of its own and only our pipe as stdin, so neither a terminal nor a
 * closing pipe of ours is held by it; the lab can end while it runs. It inherits the CPUs of the lab.
 */
export function spawnReaper(program: string, args: readonly string[] = []): ChildProcess {
  const reaper = spawn(process.execPath, [program, ...args], {
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

export function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

/** Closes its stdin, with a last word where it has one to hear, and waits for its end at most that long. */
export function endReaper(reaper: ChildProcess, limitMs: number, lastWord = ''): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(reaper)) {
      resolve();
      return;
    }
    reaper.ref();
    const timer = setTimeout(resolve, limitMs);
    reaper.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    reaper.stdin?.end(lastWord);
  });
}
