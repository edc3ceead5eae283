import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromThread, ToThread } from '@framework-lab/protocol/profiler-messages';
import { lineSplitter } from '../contender/lines.ts';

/** A thread that has said that it is here. */
export interface CalledIn {
  readonly name: string;
  readonly id: string;
  /**
   * Has it write what it sampled. Why that failed; null: it has written, has ended, or did not answer within
   * `limitMs`, and its file tells which.
   */
  write(limitMs: number): Promise<string | null>;
}

/** Where the threads of one profiled contender call in. */
export interface ThreadHub extends AsyncDisposable {
  readonly socketPath: string;
  /** Those that have ended, too. */
  readonly threads: readonly CalledIn[];
}

/** Listens on a socket in a folder that only this user may enter. */
export async function openThreadHub(): Promise<ThreadHub> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-profile-'));
  const socketPath = join(folder, 'threads');
  const threads: CalledIn[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    hear(socket, (thread) => threads.push(thread));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    socketPath,
    threads,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hear(socket: Socket, calledIn: (thread: CalledIn) => void): void {
  const answer = Promise.withResolvers<string | null>();
  const write = async (limitMs: number): Promise<string | null> => {
    const order: ToThread = { kind: 'write' };
    if (!socket.writable) return null;
    socket.write(`${JSON.stringify(order)}\n`);
    const timer = setTimeout(() => answer.resolve(null), limitMs);
    return answer.promise.finally(() => clearTimeout(timer));
  };
  const lines = lineSplitter((line) => {
    const message = parsed(line);
    if (message?.kind === 'here') calledIn({ name: message.name, id: message.id, write });
    else if (message !== null) answer.resolve(message.kind === 'failed' ? message.message : null);
  });
  socket.on('data', (chunk: Buffer) => lines.push(chunk));
  socket.once('close', () => answer.resolve(null));
}

/** Null of half a line: its thread was killed in the middle of it. */
function parsed(line: string): FromThread | null {
  try {
    return JSON.parse(line) as FromThread;
  } catch {
    return null;
  }
}
