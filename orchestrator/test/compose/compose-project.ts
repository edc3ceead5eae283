import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `docker` to its end; a failure is an answer like any other. */
export function docker(
  args: readonly string[],
  { env = {}, cwd = ROOT, timeoutMs = 100_000 }: DockerOptions = {},
): Promise<Output> {
  return new Promise((done) => {
    const child = execFile(
      'docker',
      args,
      {
        cwd,
        env: { ...cleanEnv(), ...env },
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 ** 2,
      },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

export interface DockerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** The same, where a failure is a failure of the test. */
export async function dockerOk(args: readonly string[], options?: DockerOptions): Promise<string> {
  const { code, stdout, stderr } = await docker(args, options);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
  return stdout;
}

/** What a developer has set for a lab of their own must not decide what a test sees. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const own = /^(LAB_|COMPOSE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** A Compose project of a test: its own name and ports, gone with everything it made when the test ends. */
export class ComposeProject implements AsyncDisposable {
  readonly name = `framework-lab-test-${randomBytes(4).toString('hex')}`;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;

  private constructor(env: Readonly<Record<string, string>>, cwd: string) {
    this.env = env;
    this.cwd = cwd;
  }

  /** `settings`: of the environment, beside ports that are free. */
  static async open(cwd = ROOT, settings: Readonly<Record<string, string>> = {}): Promise<ComposeProject> {
    const names = ['INFLUX', 'GRAFANA', 'EXPRESS', 'KOA', 'FASTIFY', 'NODE_HTTP'];
    const ports = await freePorts(names.length);
    const env = Object.fromEntries(names.map((name, i) => [`LAB_${name}_PORT`, String(ports[i])]));
    return new ComposeProject({ ...env, ...settings }, cwd);
  }

  compose(...args: readonly string[]): Promise<Output> {
    return docker(['compose', '-p', this.name, ...args], { env: this.env, cwd: this.cwd });
  }

  async composeOk(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.compose(...args);
    if (code !== 0)
      throw new Error(`docker compose ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
    return stdout;
  }

  /** Every container of the project, ended ones too. */
  async containers(): Promise<readonly ContainerRow[]> {
    const text = await this.composeOk('--profile', '*', 'ps', '-a', '--format', 'json');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ContainerRow);
  }

  async container(service: string): Promise<string> {
    const found = (await this.containers()).find((one) => one.Service === service);
    if (found === undefined) throw new Error(`${service} has no container`);
    return found.Name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose('--profile', '*', 'down', '-v', '--remove-orphans', '--timeout', '3');
  }
}

export interface ContainerRow {
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly ExitCode: number;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

export async function until(
  condition: () => Promise<boolean>,
  timeoutMs: number,
  what: string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 250));
  }
}
