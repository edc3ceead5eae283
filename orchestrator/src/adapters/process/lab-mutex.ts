import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';

const WAIT_MS = 5_000;
const PAUSE_MS = 10;

/**
 * Runs `work` while no other lab of this state folder runs its own: needed because "is this lock
 * stale, then replace it" cannot be made atomic with files alone. On Linux the mutex is an abstract
 * socket name, which the kernel gives back the moment its holder dies; elsewhere a file, taken over
 * when older than any holder needs. Rejects when it cannot be had in 5 s.
 */
export async function withLabMutex<T>(stateDir: string, clock: Clock, work: () => T): Promise<T> {
  const deadline = clock.nowMs() + WAIT_MS;
  for (;;) {
    const release = process.platform === 'linux' ? await takeSocket(stateDir) : takeFile(stateDir, clock);
    if (release) {
      try {
        return work();
      } finally {
        await release();
      }
    }
    if (clock.nowMs() > deadline) throw new Error(`another lab keeps ${stateDir} locked`);
    await clock.sleep(PAUSE_MS * (1 + Math.random()));
  }
}

function takeSocket(stateDir: string): Promise<(() => Promise<void>) | null> {
  const name = `\0framework-lab-${createHash('sha256').update(stateDir).digest('hex').slice(0, 32)}`;
  return new Promise((resolve, reject) => {
    const server: Server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen({ path: name, exclusive: true }, () =>
      resolve(() => new Promise((closed) => server.close(() => closed()))),
    );
  });
}

function takeFile(stateDir: string, clock: Clock): (() => Promise<void>) | null {
  const file = join(stateDir, `mutex-${Math.floor(clock.wallMs() / (2 * WAIT_MS))}`);
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    return null;
  }
  return async () => rmSync(file, { force: true });
}
