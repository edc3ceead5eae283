import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { FromThread, ToThread } from '@framework-lab/protocol/profiler-messages';
import { LabError } from '../../domain/errors.ts';
import { lineSplitter } from '../contender/lines.ts';
import { answersSignals } from '../host/process-identity.ts';
import { ensureStateDir } from '../process/state-dir.ts';

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

/** Its name has the process that listens. */
const SOCKET = /^profile-(\d+)$/;

/**
 * `calledIn` is told the process of each thread that does. Listens on a socket in the state folder, which only this user may
 * write to. Throws LAB_PROFILER_FAILED.
 */
export async function openThreadHub(stateDir: string, calledIn: (pid: number) => void): Promise<ThreadHub> {
  removeAbandoned(ensureStateDir(stateDir));
  const socketPath = join(stateDir, `profile-${process.pid}`);
  const threads: CalledIn[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    hear(socket, (thread, pid) => {
      threads.push(thread);
      calledIn(pid);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(socketPath, cause)));
    server.listen(socketPath, resolve);
  });
  return {
    socketPath,
    threads,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function hear(socket: Socket, calledIn: (thread: CalledIn, pid: number) => void): void {
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
    if (message?.kind === 'here') calledIn({ name: message.name, id: message.id, write }, message.pid);
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

/** Of labs that were killed; closing a socket removes its file. */
function removeAbandoned(stateDir: string): void {
  for (const name of readdirSync(stateDir)) {
    const pid = Number(SOCKET.exec(name)?.[1]);
    if (pid === process.pid || (pid > 0 && !answersSignals(pid)))
      rmSync(join(stateDir, name), { force: true });
  }
}

function cannotListen(socketPath: string, cause: Error): LabError {
  return new LabError('LAB_PROFILER_FAILED', 'The threads of the contender would have no way to call in.', {
    seen: [
      ['socket', socketPath],
      ['said', cause.message],
    ],
    fix: ['a state folder with a short path, on a file system that has sockets: LAB_STATE_DIR=/tmp/lab'],
    cause,
  });
}
