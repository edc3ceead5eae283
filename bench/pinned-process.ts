import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A child on one CPU whose CPU time can be read while it runs. */
export class PinnedProcess implements AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly exited: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  /** `cpu` null: not pinned. */
  constructor(cpu: number | null, command: readonly string[], env: Record<string, string> = {}) {
    const [file, ...args] = cpu === null ? command : ['taskset', '-c', String(cpu), ...command];
    this.child = spawn(file as string, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.child.stdin.on('error', () => {});
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
  }

  /** Everything it printed, once it has ended. Throws when it failed. */
  async output(): Promise<string> {
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    const code = await this.exited;
    if (code !== 0)
      throw new Error(`${this.child.spawnargs.join(' ')} ended with ${code}: ${this.#stderr.slice(-500)}`);
    return this.#stdout;
  }

  async firstLine(): Promise<string> {
    for await (const line of createInterface({ input: this.child.stdout })) return line;
    throw new Error(`no output: ${this.#stderr.slice(-500)}`);
  }

  /** CPU time of all its threads so far, µs; taskset has become the program by its exec. */
  get cpuUs(): number {
    return cpuUsOf(this.child.pid as number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited.catch(() => null);
  }
}

/** Time on CPU of all threads of a process, µs, from the scheduler's nanosecond counters; 0 once it has ended. */
export function cpuUsOf(pid: number): number {
  try {
    let ns = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    }
    return ns / 1000;
  } catch {
    return 0;
  }
}

/** CPU µs per second of wall time that `running` uses between two moments of its run. */
export async function cpuRateBetween(running: PinnedProcess, fromMs: number, toMs: number): Promise<number> {
  await sleep(fromMs);
  const startedMs = performance.now();
  const before = running.cpuUs;
  await sleep(toMs - fromMs);
  return ((running.cpuUs - before) * 1000) / (performance.now() - startedMs);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
