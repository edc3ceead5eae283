import { spawn } from 'node:child_process';
import type { Guard } from '../../ports/guard.ts';
import { lineSplitter } from '../contender/lines.ts';

const END_GRACE_MS = 3_000;
/** What a program says beyond these is not kept: an install may print whatever it likes. */
const KEPT_LINES = 1_000;
const KEPT_BYTES = 1_000_000;

export interface ProgramOrder {
  readonly command: readonly string[];
  /** Absent: where the lab is. */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  /** How long it may take to end once it is told to. */
  readonly graceMs?: number;
  readonly onLine?: (line: string) => void;
}

export interface ProgramEnd {
  /** Null: there is no such program on the PATH, or it cannot be run. */
  readonly code: number | null;
  readonly stdout: string;
  /** The last that it printed, both streams as they came, without empty lines; or why it could not be started. */
  readonly lines: readonly string[];
}

/**
 * Runs a program to its end, as a group of its own that the guard watches: what it starts ends with it.
 * Rejects with the signal's reason once that is aborted and the program has ended.
 */
export async function runProgram(order: ProgramOrder): Promise<ProgramEnd> {
  const { command, cwd, env, guard, signal, graceMs = END_GRACE_MS, onLine } = order;
  signal.throwIfAborted();
  const [program = '', ...args] = command;
  const lines: string[] = [];
  const stdout: Buffer[] = [];
  const ended = Promise.withResolvers<number | null>();
  const take = (line: string): void => {
    if (line.trim() === '') return;
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    onLine?.(line);
  };
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid !== undefined) guard.watch(pid);
  child.once('error', (error) => {
    take(error.message);
    ended.resolve(null);
  });
  // What it leaves behind in its group (a server that an install script started) goes, too, and holds no pipe open.
  child.once('exit', () => signalGroup(pid, 'SIGKILL'));
  child.once('close', (code) => ended.resolve(code ?? 1));
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= KEPT_BYTES) stdout.push(chunk);
  });
  for (const stream of [child.stdout, child.stderr]) {
    const splitter = lineSplitter(take);
    stream.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream.once('end', () => splitter.end());
  }
  let force: NodeJS.Timeout | undefined;
  const abort = (): void => {
    signalGroup(pid, 'SIGTERM');
    force = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await ended.promise;
    signal.throwIfAborted();
    return { code, stdout: Buffer.concat(stdout).toString('utf8'), lines };
  } finally {
    clearTimeout(force);
    signal.removeEventListener('abort', abort);
    if (pid !== undefined) guard.forget(pid);
  }
}

function signalGroup(pid: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
