import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { EndLine, ListeningLine, SecondLine, TelemetryLine } from '@framework-lab/protocol/telemetry';

type LineOf<Type extends TelemetryLine['type']> = Extract<TelemetryLine, { type: Type }>;

/** A contender as the lab starts one: a process group of its own, telemetry read line by line. */
export class ContenderProcess implements AsyncDisposable {
  readonly lines: TelemetryLine[] = [];
  readonly child: ChildProcess;
  log = '';
  #waiting: (() => void)[] = [];
  #exited = false;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', WORKERS: '1', ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as TelemetryLine);
      this.#wake();
    });
    child.stderr.on('data', (data: Buffer) => {
      this.log += data.toString();
    });
    child.once('close', () => {
      this.#exited = true;
      this.#wake();
    });
  }

  /** The first line, from index `from` on, of that type and condition; fails when the process ends without it. */
  async line<Type extends TelemetryLine['type']>(
    type: Type,
    is: (line: LineOf<Type>) => boolean = () => true,
    from = 0,
  ): Promise<LineOf<Type>> {
    for (;;) {
      const found = this.lines
        .slice(from)
        .find((line): line is LineOf<Type> => line.type === type && is(line as LineOf<Type>));
      if (found) return found;
      if (this.#exited) throw new Error(`ended without such a '${type}' line:\n${this.log}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  listening(): Promise<ListeningLine> {
    return this.line('listening');
  }

  /** Asks with SIGUSR2 and waits for the answer. */
  async ask(): Promise<SecondLine> {
    const from = this.lines.length;
    this.signal('SIGUSR2');
    return this.line('second', (line) => line.reason === 'asked', from);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(): Promise<{ line: EndLine; exitCode: number | null }> {
    const line = await this.line('end');
    if (!this.#exited) await once(this.child, 'close');
    return { line, exitCode: this.child.exitCode };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exited) return;
    const closed = once(this.child, 'close');
    process.kill(-(this.child.pid ?? 0), 'SIGKILL');
    await closed;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

export function startContender(file: string, env: Readonly<Record<string, string>> = {}): ContenderProcess {
  return new ContenderProcess(process.execPath, [file], env);
}

/** Whether a process is still there (a zombie that nobody has reaped is not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Looks until it is so, for at most 20 s. */
export async function eventually(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await is())) {
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
