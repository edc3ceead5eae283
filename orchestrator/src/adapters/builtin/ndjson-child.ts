import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { NdjsonInbox, type NdjsonPeer } from './ndjson-peer.ts';

/** A child process that is spoken to in lines of JSON: documents in on stdin, documents out on stdout. */
export class NdjsonChild<In, Out> implements NdjsonPeer<In, Out> {
  readonly pid: number;
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #inbox = new NdjsonInbox<Out>();

  private constructor(child: ChildProcess, pid: number, logFile: string | null) {
    this.#child = child;
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve(this.#inbox.obituary(signal === null ? `code ${code}` : `signal ${signal}`));
      });
    });
    const log = logFile === null ? null : createWriteStream(logFile, { flags: 'a' });
    log?.on('error', () => undefined);
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line));
    }
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#inbox.note(line);
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
    if (!this.#inbox.take(line)) this.#child.kill('SIGKILL');
  }

  onMessage(listener: (message: Out) => void): void {
    this.#inbox.listen(listener);
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
