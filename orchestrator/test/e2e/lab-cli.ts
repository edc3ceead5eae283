import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, vi } from 'vitest';
import { identify, isRunning, type ProcessIdentity } from '../../src/adapters/host/process-identity.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { descendants } from './descendants.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const NODE_SH = join(ROOT, 'scripts/node.sh');
const MAIN = join(ROOT, 'orchestrator/src/main.ts');
/** Compiling the lab anew for each of its starts would be half of what these tests cost. */
const COMPILE_CACHE = join(tmpdir(), 'framework-lab-e2e-compile-cache');
const HARD_LIMIT_MS = 80_000;
/** For `describe`: many labs share two CPUs here, and none of these tests is about speed. */
export const SLOW = { timeout: 90_000 } as const;

// Labs mostly wait, so several share two CPUs well; more than this would disturb the other tests.
vi.setConfig({ maxConcurrency: 3 });

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What npm, a CI or vitest put into the environment must not decide what the lab does. */
function cleanEnv(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', HOME = '/', LANG = 'C.UTF-8' } = process.env;
  return { PATH, HOME, LANG, NODE_COMPILE_CACHE: COMPILE_CACHE };
}

export interface Start {
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Words around `sh scripts/node.sh orchestrator/src/main.ts <args>`: what `npm run lab` runs, but
   * with Node's own type stripping, which starts in half the time that tsx takes.
   */
  readonly through?: (command: readonly string[]) => readonly string[];
  /** After which it is killed; absent: 80 s. */
  readonly limitMs?: number;
}

/** A lab that runs as a real process, and everything it has started. */
export class RunningLab {
  readonly pid: number;
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #seen = new Map<number, ProcessIdentity>();
  readonly #looking: NodeJS.Timeout;

  constructor(child: ChildProcess, limitMs: number) {
    this.child = child;
    this.pid = child.pid as number;
    child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    child.stdin?.on('error', () => undefined);
    this.#looking = setInterval(() => this.look(), 100);
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    this.ended = new Promise((done) => {
      child.once('close', (code, signal) => {
        clearInterval(this.#looking);
        clearTimeout(limit);
        done({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Takes note of every process under the lab; called ten times a second anyway. */
  look(): void {
    for (const pid of descendants(this.pid)) if (!this.#seen.has(pid)) this.#seen.set(pid, identify(pid));
  }

  /** Of what the lab started, what runs now. */
  survivors(): number[] {
    return [...this.#seen.values()].filter((one) => isRunning(one)).map(({ pid }) => pid);
  }

  get started(): number {
    return this.#seen.size;
  }

  /** Resolves when the text stands in stderr. */
  async says(text: string | RegExp, timeoutMs = 40_000): Promise<void> {
    const said = (): boolean =>
      typeof text === 'string' ? this.stderr.includes(text) : text.test(this.stderr);
    await until(said, timeoutMs, () => `"${text}" in:\n${this.stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
    await until(() => this.survivors().length === 0, 8000).catch(() => {
      for (const pid of this.survivors()) process.kill(pid, 'SIGKILL');
    });
  }
}

/** A folder with a results folder, a state folder, a catalogue and a scenario of its own. */
export class LabHome implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'framework-lab-e2e-'));
  readonly results = join(this.folder, 'results');
  readonly state = join(this.folder, 'state');
  readonly #labs: RunningLab[] = [];

  constructor(scenario: ScenarioText = {}) {
    const entry = 'odd-contender.mjs';
    for (const name of [entry, 'Dockerfile'])
      copyFileSync(join(import.meta.dirname, 'fixtures', name), join(this.folder, name));
    writeFileSync(this.path('contenders.yaml'), catalogueText());
    writeFileSync(this.path('tiny.yaml'), scenarioText(scenario));
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  start(args: readonly string[], options: Start = {}): RunningLab {
    const { env = {}, through = (command) => command, limitMs = HARD_LIMIT_MS } = options;
    const [program = '', ...rest] = through(['sh', NODE_SH, MAIN, ...args]);
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: {
        ...cleanEnv(),
        LAB_STATE_DIR: this.state,
        LAB_OUT: this.results,
        // These tests are of processes, whatever engine answers on this machine.
        LAB_RUNTIME: 'process',
        LAB_CONTENDERS: this.path('contenders.yaml'),
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const lab = new RunningLab(child, limitMs);
    this.#labs.push(lab);
    return lab;
  }

  async lab(args: readonly string[], options: Start = {}): Promise<Ended & { readonly lab: RunningLab }> {
    const lab = this.start(args, options);
    return { ...(await lab.ended), lab };
  }

  run(args: readonly string[] = [], options: Start = {}): Promise<Ended & { readonly lab: RunningLab }> {
    return this.lab(['run', '--scenario', 'tiny.yaml', '--output', 'plain', ...args], options);
  }

  /** Folders of the runs there are, oldest first. */
  runs(): string[] {
    if (!existsSync(this.results)) return [];
    const names = readdirSync(this.results).filter((name) => /^\d{8}-/.test(name));
    return names.sort().map((name) => join(this.results, name));
  }

  record(folder = this.runs().at(-1) ?? 'no run'): RunRecord {
    return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
  }

  /** Steps in the record of the last run; 0 where there is none yet. */
  stepsKept(): number {
    const folder = this.runs().at(-1);
    return folder !== undefined && existsSync(join(folder, 'run.json'))
      ? this.record(folder).steps.length
      : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lab of this.#labs) await lab[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface ScenarioText {
  readonly contenders?: readonly string[];
  readonly rates?: readonly number[];
  readonly stepS?: number;
}

function scenarioText({ contenders = ['works'], rates = [100, 200], stepS = 1 }: ScenarioText): string {
  return [
    `contenders: [${contenders.join(', ')}]`,
    `rates: [${rates.join(', ')}]`,
    `step: { duration: ${stepS}s, leadIn: 100ms }`,
    'warmUp: { rate: 100, min: 1s, max: 1s }',
    'timeout: 2s',
    'requests: [{ name: dummy, path: /api/dummy }]',
    '',
  ].join('\n');
}

/** A Compose file of our form. `Dockerfile`, beside it, makes the same contenders of an image. */
function catalogueText(): string {
  const contender = (id: string, odd: string): string =>
    `  ${id}: { <<: *odd, environment: { HOST: 0.0.0.0, PORT: 8080, ${odd} }, x-lab: { <<: *lab, name: ${id} } }`;
  return [
    'x-odd: &odd',
    '  image: framework-lab-test/odd:1',
    '  build: { context: . }',
    '  profiles: [contenders]',
    '  cpuset: "0"',
    '  user: "1000:1000"',
    '  mem_limit: 512m',
    '  pids_limit: 128',
    '  read_only: true',
    '  cap_drop: [ALL]',
    '  security_opt: ["no-new-privileges:true"]',
    'x-lab-odd: &lab',
    '  role: contender',
    '  readiness: /healthz',
    '  routes: [GET /api/dummy]',
    '  telemetry: true',
    '  framework: { name: none, package: null }',
    '  process: { entry: odd-contender.mjs }',
    'services:',
    ...['works', 'exits', 'silent', 'wrong', 'dies'].map((odd) => contender(odd, `ODD: ${odd}`)),
    contender('dies-later', 'ODD: dies, DIES_AFTER: 260'),
    '',
  ].join('\n');
}

/** The error as a person sees it: its code, its cause and a fix, no stack, nothing on stdout unless given. */
export function expectError(
  { code, stdout, stderr }: Ended,
  want: { readonly exit: number; readonly code: string; readonly says?: readonly (string | RegExp)[] },
): void {
  expect(stderr).toContain(`✗ ${want.code}  `);
  for (const text of want.says ?? []) expect(stderr).toMatch(text);
  expect(stderr, 'a fix').toMatch(/^ {2}fix +\S/m);
  expectNoStack(stderr);
  expectNoStack(stdout);
  expect(code, stderr).toBe(want.exit);
}

export function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(text).not.toContain('LAB_BUG');
}

/** Everything the lab started has ended; it had started something. */
export async function expectNothingLeft(lab: RunningLab, withinMs = 5000): Promise<void> {
  expect(lab.started, 'processes seen').toBeGreaterThan(0);
  await until(
    () => lab.survivors().length === 0,
    withinMs,
    () => `left running: ${lab.survivors().map(commandLine)}`,
  );
}

function commandLine(pid: number): string {
  return `${pid} ${existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : ''}`;
}

export function jsonOf(text: string): unknown {
  // One document and nothing else: anything around it would not parse.
  return JSON.parse(text);
}

export async function until(
  condition: () => boolean,
  timeoutMs = 15_000,
  what: () => string = () => String(condition),
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what()}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}
