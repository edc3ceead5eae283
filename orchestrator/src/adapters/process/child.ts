import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { LabError } from '../../domain/errors.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import { lineSplitter } from '../contender/lines.ts';
import { LogTail } from '../contender/log-tail.ts';
import { parseTelemetry, TelemetryFeed } from '../contender/telemetry-reader.ts';

/** How long output may still arrive after the process itself has ended (its children can hold the pipe). */
const LAST_OUTPUT_MS = 2_000;

export interface ChildOrder {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly telemetry: boolean;
  readonly logFile: string;
}

/** A started contender process: leader of its own group, with its output sorted into telemetry and log. */
export interface ContenderChild {
  /** Undefined when the program could not be started at all. */
  readonly pid: number | undefined;
  readonly log: LogTail;
  readonly telemetry: TelemetryFeed;
  /** Never rejects. */
  readonly exited: Promise<ExitFacts>;
  readonly hasExited: () => boolean;
  /** From now on an end is the lab's doing. */
  endsByLab(): void;
}

export function spawnContender(order: ChildOrder): ContenderChild {
  const log = new LogTail(order.logFile);
  const telemetry = new TelemetryFeed();
  const [program = '', ...args] = order.command;
  const child = spawn(program, args, {
    cwd: order.cwd,
    env: { ...order.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  readLines(child, 'stderr', (line) => log.add(line));
  readLines(child, 'stdout', (line) => {
    const told = order.telemetry ? parseTelemetry(line) : null;
    if (told) telemetry.take(told);
    if (told === null || told.type === 'end') log.add(line);
  });

  let byLab = false;
  let ended = false;
  const exited = new Promise<ExitFacts>((resolve) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return;
      ended = true;
      log.add(`could not be started: ${error.message}`);
      resolve({ code: null, signal: null, byLab: false });
    });
    child.once('exit', (code, signal) => {
      ended = true;
      const facts = { code, signal, byLab };
      const late = setTimeout(() => resolve(facts), LAST_OUTPUT_MS);
      child.once('close', () => {
        clearTimeout(late);
        resolve(facts);
      });
    });
  });
  return {
    pid: child.pid,
    log,
    telemetry,
    exited,
    hasExited: () => ended,
    endsByLab: () => {
      byLab = true;
    },
  };
}

function readLines(child: ChildProcess, stream: 'stdout' | 'stderr', onLine: (line: string) => void): void {
  const lines = lineSplitter(onLine);
  child[stream]?.on('data', (chunk: Buffer) => lines.push(chunk));
  child[stream]?.on('end', () => lines.end());
  child[stream]?.on('error', () => lines.end());
}

/** Spawning in a folder that is not there fails as if the program were missing. Throws LAB_CONTENDER_NOT_READY. */
export function requireFolder(id: string, folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new LabError('LAB_CONTENDER_NOT_READY', `The folder ${id} is to be started in is not there.`, {
    seen: [['folder', folder]],
    fix: ['cwd of the service is relative to the scenario’s file'],
  });
}
