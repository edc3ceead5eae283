/**
 * What telemetry and the metric sink cost a run while load is offered: steps with both, steps with
 * neither, in turns, against the same contender, in one sitting.
 *
 *   npm run bench:telemetry
 *   npm run bench:telemetry -- --rounds 4 --rate 1000 --step 5
 *
 * Measured is the CPU of the lab process (all of its threads: sampling of host and contender, points,
 * file, compression, HTTP), and what the contender uses when nobody asks it for anything: its own
 * reports, an upper bound of what they cost under load. Exits 1 above 2 % of one CPU.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadScenario } from '../orchestrator/src/adapters/files/scenario-files.ts';
import { allowedCpus } from '../orchestrator/src/adapters/host/allowed-cpus.ts';
import { linuxHostProbe } from '../orchestrator/src/adapters/host/linux-host-probe.ts';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import { influxSink } from '../orchestrator/src/adapters/influx/influx-sink.ts';
import { socketHttpProbe } from '../orchestrator/src/adapters/net/http-probe.ts';
import { emitter } from '../orchestrator/src/app/emitter.ts';
import type { LabEvent, LabEventBody } from '../orchestrator/src/domain/events.ts';
import type { Objective } from '../orchestrator/src/domain/objective.ts';
import type { LaunchContext } from '../orchestrator/src/lab/launch-context.ts';
import { runStep } from '../orchestrator/src/lab/run-step.ts';
import type { RunningContender } from '../orchestrator/src/ports/contender-runtime.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { startNodeHttp } from './node-http-lab.ts';
import { sleep } from './pinned-process.ts';
import { type Spread, spreadOf } from './spread.ts';

/** The bar. */
const BAR_SHARE = 0.02;
const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    rate: { type: 'string', default: '1000' },
    step: { type: 'string', default: '5' },
  },
});
const [rounds = 0, ratePerSec = 0, durationS = 0] = [values.rounds, values.rate, values.step].map(Number);
const IDLE_MS = 3000;
const folder = mkdtempSync(join(tmpdir(), 'framework-lab-bench-'));

const nothing = (): undefined => undefined;
/** A database that says yes, in a process of its own: what it costs is not the lab's. */
async function startDatabase(): Promise<{ readonly url: string } & Disposable> {
  const program = `require('node:http').createServer((q, s) => { q.resume(); q.on('end', () => s.writeHead(204).end()); })
    .listen(0, '127.0.0.1', function () { console.log(this.address().port); });
    process.stdin.resume(); process.stdin.on('end', () => process.exit());`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const { value } = await lines[Symbol.asyncIterator]().next();
  return { url: `http://127.0.0.1:${value}`, [Symbol.dispose]: () => void child.stdin.end() };
}

async function bench(): Promise<number> {
  const usable = allowedCpus(process.pid) ?? [0];
  const [server, load] = [usable.slice(0, 1), usable.slice(-1)];
  const cpus = { server, load, housekeeping: load, rankable: false, notes: [] };
  const signal = new AbortController().signal;
  using host = linuxHostProbe({ clock: systemClock });
  const sampledOnce = await host.sample();
  using database = await startDatabase();
  const started = await startNodeHttp(folder, server, signal);
  await using contender = started.contender;
  const { runtime, generator } = started;
  await using session = await generator.open({ cpus: cpus.load, logFile: null, signal });
  const scenario = await loadScenario('ramp', join(root, 'scenarios'), root);
  const sink = influxSink({
    file: join(folder, 'metrics.lp'),
    url: database.url,
    database: 'framework_lab',
    clock: systemClock,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  sink.take(runStarted(scenario.objective));

  const usedOnce = await contender.sampleResources();
  const { countCompleted: _count, ...rest } = contender;
  const silent: RunningContender = { ...rest, sampleResources: async () => usedOnce };
  const context = (measured: boolean): LaunchContext => ({
    contender: measured ? contender : silent,
    target: { address: contender.address.host, port: contender.address.port },
    sessions: { warmUp: session, forRate: () => session, [Symbol.asyncDispose]: async () => undefined },
    requests: [{ name: 'dummy', weight: 1, variants: [getDummy] }],
    scenario,
    pool: scenario,
    cpus,
    seed: 1,
    parts: {
      clock: systemClock,
      host: measured ? host : { ...host, sample: async () => sampledOnce },
      probe: socketHttpProbe,
      runtime,
      generator: () => generator,
      rightResponse: () => undefined,
      emit: emitter(systemClock, measured ? (event) => sink.take(event) : nothing),
    },
    signal,
  });

  /** CPU of the lab process in a step, of one CPU. */
  async function stepCpuShare(measured: boolean, index: number): Promise<number> {
    const id = { contender: 'node-http', block: 1, launch: 1, index, attempt: 1 };
    const { parts } = context(measured);
    const startedMs = performance.now();
    const before = process.cpuUsage();
    const step = await runStep(
      { id, ratePerSec, durationS, purpose: 'ladder', of: rounds },
      context(measured),
    );
    const seconds = { loadStartWallMs: step.loadStartWallMs, windows: step.load.windows };
    parts.emit({ type: 'step-finished', record: step.record, seconds });
    // What it wrote is on its way a second later.
    await sleep(1200);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / ((performance.now() - startedMs) * 1000);
  }

  async function idleCpuShare(): Promise<number> {
    const before = await contender.sampleResources();
    await sleep(IDLE_MS);
    const after = await contender.sampleResources();
    return (after.cpuUs - before.cpuUs) / ((after.atMs - before.atMs) * 1000);
  }

  const disturbance = watchDisturbance();
  // The first steps compile what the others run.
  await stepCpuShare(true, 1);
  await stepCpuShare(false, 2);
  const shares = { on: [] as number[], off: [] as number[], more: [] as number[], idle: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const first = await stepCpuShare(round % 2 === 0, 3 + round);
    const second = await stepCpuShare(round % 2 !== 0, 3 + round);
    const [on, off] = round % 2 === 0 ? [first, second] : [second, first];
    shares.on.push(on);
    shares.off.push(off);
    shares.more.push(on - off);
    shares.idle.push(await idleCpuShare());
    process.stderr.write(`round ${round + 1} of ${rounds}: ${percent(on)} with, ${percent(off)} without\n`);
  }
  const report = await sink.close();
  return told(shares, report, disturbance());
}

const wire = Buffer.from('GET /api/dummy HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n').toString('base64');
const getDummy = { wire, method: 'GET', expect: { statuses: [200] } };

/** All that the sink reads of it. */
function runStarted(objective: Objective): LabEvent {
  const names = { runId: 'bench', title: 'bench', runtime: 'process', generator: 'builtin' };
  const body = { type: 'run-started', ...names, objective, seed: 1 } as LabEventBody;
  return { ...body, atMs: systemClock.nowMs(), wallMs: systemClock.wallMs() } as LabEvent;
}

function told(
  shares: Readonly<Record<'on' | 'off' | 'more' | 'idle', readonly number[]>>,
  report: { readonly points: number; readonly written: number; readonly problem: string | null },
  disturbance: { readonly stealShare: number; readonly loadAverage1: number },
): number {
  const more = spreadOf(shares.more);
  const idle = spreadOf(shares.idle);
  const total = (more?.median ?? Number.NaN) + (idle?.median ?? Number.NaN);
  const ok = total <= BAR_SHARE && report.problem === null && report.written > 0;
  const machine = machineFacts();
  process.stdout.write(
    [
      `${machine.cpu}, ${machine.cpuCount} CPUs, ${machine.system}, Node ${machine.node}`,
      `load average ${disturbance.loadAverage1.toFixed(1)}, steal ${percent(disturbance.stealShare)}`,
      `${rounds} rounds in turns, steps of ${durationS} s at ${ratePerSec}/s; of one CPU, median (least to most):`,
      line('lab, with telemetry and sink', spreadOf(shares.on)),
      line('lab, with neither', spreadOf(shares.off)),
      line('what they cost the lab', more),
      line('the contender’s own reports', idle),
      `${report.written} of ${report.points} points written`,
      `${ok ? 'pass' : 'FAIL'}  ${percent(total)} of one CPU (bar: ${percent(BAR_SHARE)})`,
      '',
    ].join('\n'),
  );
  return ok ? 0 : 1;
}

function line(name: string, spread: Spread | null): string {
  if (spread === null) return `${name}: nothing measured`;
  const { median, min, max } = spread;
  return `  ${name.padEnd(30)} ${percent(median).padStart(8)}  (${percent(min)} to ${percent(max)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

try {
  process.exitCode = await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
