import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine, ListedObject } from '../../src/adapters/docker/engine.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { parseOwner } from '../../src/adapters/docker/owner.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import type { StepRecord } from '../../src/domain/run-record.ts';
import { type Ended, LabHome, type RunningLab, type Start } from '../e2e/lab-cli.ts';
import { testEngine, until } from './engine-fixture.ts';

/** For `describe`: a lab may first have to wait for somebody else's on the same engine. */
export const LAB = { timeout: 240_000 } as const;
const FIXTURES = join(import.meta.dirname, 'fixtures');
const run = promisify(execFile);

/** What the docker CLI that builds images goes by, and what names the engine. */
const ENGINE_ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('DOCKER_')),
) as Record<string, string>;

/** A lab by its real command line, on the engine of this machine, with contenders of its own. */
export class DockerHome extends LabHome {
  constructor(scenario: ConstructorParameters<typeof LabHome>[0] = {}) {
    super({ rates: [200, 400], stepS: 2, ...scenario });
    for (const name of ['contenders.yaml', 'hungry-contender.mjs', 'Dockerfile']) {
      copyFileSync(join(FIXTURES, name), this.path(name));
    }
  }

  replaceInContenders(pattern: RegExp, by: string): void {
    const file = this.path('contenders.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, by));
  }

  override start(args: readonly string[], { env = {}, ...more }: Start = {}): RunningLab {
    // Whatever stack runs on this machine is none of these tests' business.
    const settings = { LAB_RUNTIME: 'docker', LAB_GENERATOR: 'builtin', LAB_INFLUX_URL: 'off' };
    return super.start(args, { env: { ...ENGINE_ENV, ...settings, ...env }, ...more });
  }

  /** Starts a run, which goes on until it holds its CPUs: somebody else's lab on this engine is waited for. */
  async begin(args: readonly string[] = [], options: Start = {}): Promise<RunningLab> {
    for (;;) {
      await cpusFree();
      const lab = this.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain', ...args], options);
      await until(() => hasEnded(lab) || /^\d\d:\d\d {2}/m.test(lab.stderr), 60_000);
      if (!lab.stderr.includes('LAB_CPUS_BUSY')) return lab;
      await lab.ended;
    }
  }

  async complete(
    args: readonly string[] = [],
    options: Start = {},
  ): Promise<Ended & { readonly lab: RunningLab }> {
    const lab = await this.begin(args, options);
    return { ...(await lab.ended), lab };
  }

  /** What the last run has told so far. */
  events(folder = this.runs().at(-1) ?? ''): LabEvent[] {
    const file = join(folder, 'events.ndjson');
    if (!existsSync(file)) return [];
    // The last line may be half written.
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LabEvent);
  }

  /** Resolves while a step runs, once it has told of its first second. */
  async inStep(lab: RunningLab, index = 1): Promise<void> {
    const isOurs = (event: LabEvent): boolean =>
      event.type === 'second' && event.step !== null && event.step.index === index;
    await until(() => hasEnded(lab) || this.events().some(isOurs), 60_000).catch((error: unknown) => {
      throw new Error(`no step ${index} yet:\n${lab.stderr}`, { cause: error });
    });
    if (hasEnded(lab)) throw new Error(`it ended before step ${index}:\n${lab.stderr}`);
  }
}

function hasEnded({ child }: RunningLab): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { timeout: 60_000 })).stdout.trim();
}

/** Containers, networks and volumes that this lab made, CPU locks among them. */
export async function objectsOf({ pid }: { readonly pid: number }): Promise<ListedObject[]> {
  const engine = await testEngine();
  const owned = { [LABEL.owner]: '' };
  const all = [
    ...(await engine.listContainers(owned)),
    ...(await engine.listNetworks(owned)),
    ...(await engine.listVolumes(owned)),
  ];
  return all.filter(({ labels }) => parseOwner(labels[LABEL.owner])?.pid === pid);
}

/** The running container of this role in a lab, e.g. `contender`. */
export async function containerOf(
  lab: RunningLab,
  role: string,
): Promise<{ readonly engine: Engine; readonly id: string }> {
  const found = (await objectsOf(lab)).filter(({ labels }) => labels[LABEL.role] === role);
  const [one] = found;
  if (one === undefined) throw new Error(`the lab has no ${role}`);
  return { engine: await testEngine(), id: one.id };
}

/** No container, network, volume or process of this lab is there, its reaper included. */
export async function nothingLeftOf(lab: RunningLab, withinMs = 10_000): Promise<void> {
  if (lab.started === 0) throw new Error('no process of this lab was ever seen');
  let left: string[] = [];
  await until(async () => {
    left = [...(await objectsOf(lab)).map(({ name }) => name), ...lab.survivors().map(String)];
    return left.length === 0;
  }, withinMs).catch(() => {
    throw new Error(`still there after ${withinMs / 1000} s: ${left.join(', ')}`);
  });
}

/** What holds of every step, however it went. */
export function countsAddUp(steps: readonly StepRecord[]): boolean {
  return steps.every(
    (step) =>
      step.planned === step.sent + step.unsent + step.dropped &&
      step.sent === step.ok + step.errors + step.timeouts,
  );
}

async function cpusFree(): Promise<void> {
  const engine = await testEngine();
  await until(async () => (await engine.listContainers({ [LABEL.role]: 'cpu-lock' })).length === 0, 120_000);
}
