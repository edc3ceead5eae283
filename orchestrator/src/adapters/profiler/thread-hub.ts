import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromThread, ToThread } from '@framework-lab/protocol/profiler-messages';
import { lineSplitter } from '../contender/lines.ts';

/** A thread that has said that it is here. */
export interface CalledIn {
  /** For people: `worker 4711`. */
  readonly name: string;
  /** Unique, and fit for a file's name. */
  readonly id: string;
  /** What came of the last order: null where the thread ended, or `limitMs` passed, before it answered. */
  order(order: ToThread, limitMs: number): Promise<FromThread | null>;
}

/** Where the threads of one profiled contender call in. */
export interface ThreadHub extends AsyncDisposable {
  readonly socketPath: string;
  readonly threads: readonly CalledIn[];
  /** Called for each one that calls in from now on. */
  onThread: (thread: CalledIn) => void;
}

/** Listens on a socket in a folder that only this user may enter. */
export async function openThreadHub(): Promise<ThreadHub> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-profile-'));
  const socketPath = join(folder, 'threads');
  const threads: CalledIn[] = [];
  const sockets = new Set<Socket>();
  const hub: ThreadHub = {
    socketPath,
    threads,
    onThread: () => undefined,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    listen(socket, (thread) => {
      threads.push(thread);
      hub.onThread(thread);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return hub;
}

function listen(socket: Socket, calledIn: (thread: CalledIn) => void): void {
  let answered: (message: FromThread | null) => void = () => undefined;
  const order = (message: ToThread, limitMs: number): Promise<FromThread | null> => {
    const { promise, resolve } = Promise.withResolvers<FromThread | null>();
    const late = message.kind === 'start' ? 'written' : 'started';
    answered = (said) => {
      // An answer to an earlier order, which nobody waited for any more, is none to this one.
      if (said?.kind !== late) resolve(said);
    };
    const timer = setTimeout(() => resolve(null), limitMs);
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    else resolve(null);
    return promise.finally(() => clearTimeout(timer));
  };
  const lines = lineSplitter((line) => {
    const message = parsed(line);
    if (message?.kind === 'here') calledIn({ ...named(message), order });
    else if (message !== null) answered(message);
  });
  socket.on('data', (chunk: Buffer) => lines.push(chunk));
  socket.once('close', () => answered(null));
}

/** Null of half a line: its thread was killed in the middle of it. */
function parsed(line: string): FromThread | null {
  try {
    return JSON.parse(line) as FromThread;
  } catch {
    return null;
  }
}

function named({ role, pid, thread }: Extract<FromThread, { kind: 'here' }>): { name: string; id: string } {
  if (role === 'thread') return { name: `thread ${thread} of ${pid}`, id: `thread-${thread}-of-${pid}` };
  return { name: `${role} ${pid}`, id: `${role}-${pid}` };
}
