import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A child process that is spoken to in lines of JSON: documents in on stdin, documents out on stdout. */
export class NdjsonChild<In, Out> implements AsyncDisposable {
  readonly pid: number;
  /** Settles with why it ended; never rejects. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  #listener: (message: Out) => void = () => undefined;
  #lastErrorLines: string[] = [];

  private constructor(child: ChildProcess, pid: number, logFile: string | null) {
    this.#child = child;
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        const how = signal === null ? `code ${code}` : `signal ${signal}`;
        resolve([how, ...this.#lastErrorLines].join('; '));
      });
    });
    const log = logFile === null ? null : createWriteStream(logFile, { flags: 'a' });
    log?.on('error', () => undefined);
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line));
    }
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#lastErrorLines = [...this.#lastErrorLines.slice(-2), line];
        log?.write(`${line}\n`);
      });
    }
    // A child that died is noticed by `exited`, not by the write that came too late.
    child.stdin?.on('error', () => undefined);
    child.once('close', () => log?.end());
  }

  /** Rejects when the program cannot be started at all. */
  static start<In, Out>(
    command: readonly string[],
    env: NodeJS.ProcessEnv,
    logFile: string | null,
  ): Promise<NdjsonChild<In, Out>> {
    const [program = '', ...args] = command;
    return new Promise((resolve, reject) => {
      // A group of its own: Ctrl-C reaches the lab, which then ends the generator in its own order.
      const child = spawn(program, args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      child.once('error', reject);
      child.once('spawn', () => resolve(new NdjsonChild<In, Out>(child, child.pid as number, logFile)));
    });
  }

  /** A process that is killed leaves half a line; whatever is no document, no more can come of it. */
  #receive(line: string): void {
    let message: Out;
    try {
      message = JSON.parse(line) as Out;
    } catch {
      this.#lastErrorLines = [...this.#lastErrorLines.slice(-2), `not JSON: ${line.slice(0, 80)}`];
      this.#child.kill('SIGKILL');
      return;
    }
    this.#listener(message);
  }

  onMessage(listener: (message: Out) => void): void {
    this.#listener = listener;
  }

  send(message: In): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), 1000);
    await this.exited;
    clearTimeout(force);
  }
}
