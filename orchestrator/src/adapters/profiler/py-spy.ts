import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { type PySpyFile, threadsOfPySpy } from '../../domain/profile/py-spy-file.ts';
import type { Guard } from '../../ports/guard.ts';
import type { ProfiledContender, Profiler } from '../../ports/profilers.ts';
import { lineSplitter } from '../contender/lines.ts';
import { findPySpy } from './find-py-spy.ts';

/** py-spy's own default: it stops every process for each look. */
const RATE_PER_SEC = 100;
/** To read the symbols of every process on a busy machine. */
const BEGIN_LIMIT_MS = 20_000;
const WRITE_LIMIT_MS = 20_000;
const SHOWN_LINES = 5;

/** Looks into a Python program from outside. Throws LAB_PROFILER_MISSING. */
export async function pySpyProfiler(spec: ContenderSpec, path: string): Promise<Profiler> {
  const program = findPySpy(spec, path);
  const version = await promisify(execFile)(program, ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => 'py-spy ?',
  );
  return {
    name: version,
    intervalUs: 1e6 / RATE_PER_SEC,
    knowsTime: false,
    notes: [
      'py-spy looks at the thread that holds the interpreter: system calls, and C code that lets go of it, are not seen. Its samples have no time: they cover the load and what it left to do, and idle time is unknown.',
    ],
    start: async ({ contenders, spec, options, folder, guard }): Promise<ProfiledContender> => {
      await using stack = new AsyncDisposableStack();
      const contender = stack.use(await contenders.start(spec, options));
      const file = join(folder, 'py-spy.speedscope.json');
      const spy = stack.use(new PySpy(program, contender.pid ?? 0, file, guard));
      const ownFolder = spec.launch.process?.cwd ?? '/';
      const held = stack.move();
      return {
        contender,
        begin: () => spy.begin(),
        end: async () => ({ threads: threadsOfPySpy(await spy.end(), ownFolder), notes: [] }),
        [Symbol.asyncDispose]: () => held.disposeAsync(),
      };
    },
  };
}

/** One recording of a process and its children. */
class PySpy implements AsyncDisposable {
  readonly #command: readonly string[];
  readonly #file: string;
  readonly #guard: Guard;
  readonly #said: string[] = [];
  #child: ChildProcess | null = null;

  constructor(program: string, pid: number, file: string, guard: Guard) {
    const what = ['--pid', String(pid), '--subprocesses', '--rate', String(RATE_PER_SEC)];
    const how = ['--gil', '--function', '--full-filenames', '--format', 'speedscope', '--output', file];
    this.#command = [program, 'record', ...what, ...how];
    this.#file = file;
    this.#guard = guard;
  }

  async begin(): Promise<void> {
    const [program = '', ...args] = this.#command;
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    if (child.pid !== undefined) this.#guard.watch(child.pid);
    const sampling = new Promise<boolean>((resolve) => {
      const lines = lineSplitter((line) => {
        this.#said.push(line);
        if (line.includes('Sampling process')) resolve(true);
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => lines.push(chunk));
      child.once('error', () => resolve(false));
      child.once('close', () => resolve(false));
    });
    if (!(await within(sampling, BEGIN_LIMIT_MS)))
      throw this.#failed('py-spy could not look into the contender.');
  }

  /** Asks it to write what it has, as Ctrl-C does. */
  async end(): Promise<PySpyFile> {
    const child = this.#child;
    if (child !== null && isRunning(child)) {
      const closed = once(child, 'close').then(() => true);
      child.kill('SIGINT');
      await within(closed, WRITE_LIMIT_MS);
    }
    try {
      return JSON.parse(await readFile(this.#file, 'utf8')) as PySpyFile;
    } catch {
      throw this.#failed('py-spy wrote no profile.');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    if (isRunning(child)) {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }
    this.#guard.forget(child.pid);
  }

  #failed(what: string): LabError {
    const said = this.#said.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
    return new LabError('LAB_PROFILER_FAILED', what, {
      seen: said.map((line) => ['said', line] as const),
      fix: [
        'py-spy needs the right to trace: run the lab as root, or sysctl kernel.yama.ptrace_scope=0; in a container CAP_SYS_PTRACE',
      ],
    });
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function within(done: Promise<boolean>, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  return Promise.race([done, promise]).finally(() => clearTimeout(timer));
}
