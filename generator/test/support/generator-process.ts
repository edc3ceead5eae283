import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FromGenerator, ToGenerator } from '@framework-lab/protocol/generator-messages';
import { build } from 'esbuild';

type Message<T extends FromGenerator['type']> = Extract<FromGenerator, { type: T }>;

/** A real generator process, bundled as the lab ships it. */
export class GeneratorProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly messages: FromGenerator[] = [];
  /** Lines of stdout that are no message: there must be none. */
  readonly stray: string[] = [];
  readonly exited: Promise<number | null>;
  readonly #folder: string;
  readonly #waiting = new Set<() => void>();

  static async start(nodeFlags: readonly string[] = [], node = process.execPath): Promise<GeneratorProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'generator-'));
    const outfile = join(folder, 'generator.mjs');
    const entry = new URL('../../src/main.ts', import.meta.url).pathname;
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    return new GeneratorProcess(folder, node, [...nodeFlags, outfile]);
  }

  private constructor(folder: string, node: string, args: readonly string[]) {
    this.#folder = folder;
    this.child = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('{"type":')) this.messages.push(JSON.parse(line));
      else this.stray.push(line);
      for (const check of this.#waiting) check();
    });
  }

  tell(message: ToGenerator): void {
    this.write(`${JSON.stringify(message)}\n`);
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  endInput(): void {
    this.child.stdin?.end();
  }

  /** The first message of this type that `accepts` takes, when it comes. */
  async heard<T extends FromGenerator['type']>(
    type: T,
    accepts: (message: Message<T>) => boolean = () => true,
  ): Promise<Message<T>> {
    const find = (): Message<T> | undefined =>
      this.messages.find(
        (message): message is Message<T> => message.type === type && accepts(message as Message<T>),
      );
    return new Promise((resolve) => {
      const check = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
