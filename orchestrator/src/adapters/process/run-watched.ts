import { spawn } from 'node:child_process';
import type { Clock } from '../../ports/clock.ts';
import type { Guard } from '../../ports/guard.ts';
import { lineSplitter } from '../contender/lines.ts';
import { endGroup } from './end-group.ts';

/** Enough of what a program said for its error to be in it. */
const LINES_KEPT = 400;
const GRACE_MS = 1_000;

export interface WatchedOrder {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface WatchedEnd {
  readonly code: number | null;
  /** The last lines of stdout and stderr, as they came. */
  readonly output: readonly string[];
}

/** Runs a program to its end, as a group of its own that ends with the lab. Rejects with the signal's reason. */
export async function runWatched(order: WatchedOrder): Promise<WatchedEnd> {
  const { guard, clock, signal } = order;
  signal.throwIfAborted();
  const [program = '', ...args] = order.command;
  const child = spawn(program, args, {
    env: { ...order.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const take = (line: string): void => {
    output.push(line);
    if (output.length > LINES_KEPT) output.shift();
    order.onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    const lines = lineSplitter(take);
    stream.on('data', (chunk: Buffer) => lines.push(chunk));
    stream.on('end', () => lines.end());
  }
  const closed = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      take(error.message);
      resolve(null);
    });
    child.once('close', (code) => resolve(code));
  });
  const { pid } = child;
  if (pid === undefined) return { code: await closed, output };
  guard.watch(pid);
  const end = (): void => void endGroup(pid, GRACE_MS, clock);
  signal.addEventListener('abort', end, { once: true });
  try {
    const code = await closed;
    signal.throwIfAborted();
    return { code, output };
  } finally {
    signal.removeEventListener('abort', end);
    guard.forget(pid);
  }
}
