import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { RequestOrder } from '@framework-lab/protocol/load';
import { builtinGenerator } from '../../src/adapters/builtin/builtin-generator.ts';
import { allowedCpus } from '../../src/adapters/host/allowed-cpus.ts';
import { linuxHostProbe } from '../../src/adapters/host/linux-host-probe.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { bundleEntry } from '../../src/adapters/process/bundle.ts';
import { pinnedCommand } from '../../src/adapters/process/pinning.ts';
import type { CpuLayout } from '../../src/domain/cpu-layout.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import type { StepRecord } from '../../src/domain/run-record.ts';
import { stepRecord } from '../../src/domain/step-record.ts';
import { offerLoad } from '../../src/lab/offer-load.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import type { GeneratorSession } from '../../src/ports/load-generator.ts';
import type { ServedRequest, VirtualService } from './virtual-service.ts';

export const root = resolve(import.meta.dirname, '../../..');
export const folders = {
  root,
  buildDir: join(root, 'build'),
  fallbackDir: join(tmpdir(), 'framework-lab-build'),
};

const usable = allowedCpus(process.pid) ?? [0];
export const cpus: CpuLayout = {
  server: usable.slice(0, 1),
  load: usable.slice(-1),
  housekeeping: usable.slice(-1),
  rankable: false,
  notes: [],
};

/** A virtual-time server in a process of its own, on the server CPU. */
export class VirtualServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(port: number, child: ChildProcess, lines: AsyncIterator<string>) {
    this.port = port;
    this.#child = child;
    this.#lines = lines;
  }

  static async start(service: VirtualService): Promise<VirtualServer> {
    const program = join(import.meta.dirname, 'virtual-time-server.ts');
    const [command = '', ...args] = pinnedCommand(cpus.server, [
      process.execPath,
      program,
      JSON.stringify(service),
    ]);
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new VirtualServer(Number((await lines.next()).value), child, lines);
  }

  /** Its own account of what it has served since the last call. */
  async record(): Promise<ServedRequest[]> {
    this.#child.stdin?.write('record\n');
    return JSON.parse((await this.#lines.next()).value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
  }
}

/** One generator as the lab opens it, and the pid that a test may stop. */
export interface TruthSession extends AsyncDisposable {
  readonly session: GeneratorSession;
  readonly pid: number;
}

export async function openGenerator(): Promise<TruthSession> {
  let generatorPid = 0;
  const guard = {
    watch: (pid: number) => {
      generatorPid = pid;
    },
    forget: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const bundle = () =>
    bundleEntry({ ...folders, entry: join(root, 'generator/src/main.ts'), name: 'generator' });
  const session = await builtinGenerator({ guard, bundle }).open({
    cpus: cpus.load,
    logFile: null,
    signal: new AbortController().signal,
  });
  return { session, pid: generatorPid, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}

export interface TruthStep {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS?: number;
  readonly pacing?: 'paced' | 'poisson';
  readonly seed?: number;
  readonly connections?: number;
  readonly timeoutMs?: number;
  readonly requests?: readonly RequestOrder[];
  readonly contender?: RunningContender;
}

export interface TruthResult {
  readonly record: StepRecord;
  readonly load: StepLoad;
}

/** Offers one step as lab/run-step.ts does, and judges it with what the host really showed. */
export async function offer(generator: TruthSession, port: number, step: TruthStep): Promise<TruthResult> {
  using host = linuxHostProbe({ clock: systemClock });
  const { ratePerSec, durationS, leadInS = 0.5, contender = null, timeoutMs = 5000, connections = 64 } = step;
  const offered = await offerLoad(
    {
      contender,
      target: { address: '127.0.0.1', port },
      session: generator.session,
      requests: step.requests ?? [getRequest('all', '/')],
      pool: { timeoutMs, connections, pacing: step.pacing ?? 'paced' },
      cpus,
      seed: step.seed ?? 1,
      parts: { clock: systemClock, host },
      signal: new AbortController().signal,
    },
    { id: 'truth', ratePerSec, durationS, leadInS },
    () => undefined,
  );
  const record = stepRecord({
    id: { contender: 'truth', block: 1, launch: 1, index: 1, attempt: 1 },
    ratePerSec,
    durationS,
    leadInS,
    startedAt: '',
    scenario: { objective: DEFAULT_OBJECTIVE, timeoutMs, connections },
    cpus,
    cpusVerified: contender?.started.cpusVerified ?? false,
    offered,
  });
  return { record, load: offered.load };
}

export function getRequest(name: string, path: string, weight = 1): RequestOrder {
  const wire = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).toString('base64');
  return { name, weight, variants: [{ wire, method: 'GET', expect: { statuses: [200] } }] };
}

/** A server and a generator of its own for one measurement; both are gone when it returns or throws. */
export async function against<T>(
  service: VirtualService,
  measure: (server: VirtualServer, generator: TruthSession) => Promise<T>,
): Promise<T> {
  await using server = await VirtualServer.start(service);
  await using generator = await openGenerator();
  return await measure(server, generator);
}

/**
 * Measures until the machine let it, twice at most (a run tries three times; these steps are short of
 * time): what noise spoils is measured again, and what is wrong stays wrong.
 */
export async function untilClean(measure: () => Promise<TruthResult>): Promise<TruthResult> {
  for (let attempt = 1; ; attempt++) {
    const result = await measure();
    const { judgement, dropped } = result.record;
    if ((judgement.cleanWindows === judgement.windows && dropped === 0) || attempt === 2) return result;
  }
}

/** How far noise may have moved a latency: nothing in a clean step, else the worst lag at the send and at the read. */
export function lagMs({ record }: TruthResult): number {
  const { judgement, schedulerLagMs } = record;
  return judgement.cleanWindows === judgement.windows ? 0 : 2 * (schedulerLagMs.max ?? 0);
}

/**
 * Whether the server was given its CPU when it needed it, by its own record: at most 0.2 % of its
 * answers went out more than `lateMs` late. These servers are strangers to the lab (no contender to
 * read), so a CPU taken from them would look like their own doing.
 */
export function wasOnTime(record: readonly ServedRequest[], lateMs = 20): boolean {
  const late = record.filter(([, dueMs, answeredMs]) => answeredMs - dueMs > lateMs).length;
  return late <= 0.002 * record.length;
}

/** What decided a step, for the message of a test that fails. */
export function story({ record }: TruthResult): string {
  const { verdict, reason, detail, judgement, host, bottleneck } = record;
  return JSON.stringify({ verdict, reason, detail, uncleanBy: judgement.uncleanBy, host, bottleneck });
}
