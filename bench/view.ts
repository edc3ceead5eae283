/**
 * What `lab view` costs the machine that measures: a made-up run writes its events at the real pace while
 * nobody, one or three look at its live page; and what a page opened late costs, when there are 100 MB to read.
 *
 *   npm run bench:view
 *   npm run bench:view -- --rounds 5 --seconds 20
 *
 * Measured is the CPU of the process of `lab view`, all of its threads, by the scheduler's nanoseconds. Who
 * looks takes what comes and draws nothing: what a browser costs is its own and is not in here.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Histogram } from '@framework-lab/protocol/histogram';
import { fileStore } from '../orchestrator/src/adapters/files/file-store.ts';
import type { LabEventBody } from '../orchestrator/src/domain/events.ts';
import { seededRandom } from '../orchestrator/src/domain/random.ts';
import type { RunRecord } from '../orchestrator/src/domain/run-record.ts';
import { rampRun, step } from '../orchestrator/test/report/fixture.ts';
import { liveLoad, runStarted, second, stepStarted } from '../orchestrator/test/ui/events.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { PinnedProcess, sleep } from './pinned-process.ts';
import { spreadOf } from './spread.ts';

/** Shares of one CPU: nobody looks, and three do. The lab's own telemetry may cost 2 % (bench/telemetry.ts). */
const BARS: ReadonlyMap<number, number> = new Map([
  [0, 0.001],
  [3, 0.02],
]);
const WATCHERS = [0, 1, 3] as const;
const STEP_S = 7;
const LARGE_BYTES = 100_000_000;
/** Until a page has been sent what there was before it. */
const SETTLE_MS = 3000;
/** The pictures go back five minutes: with so much before it a run costs what it ever will. */
const FULL_S = 300;
const CHARTS_DRAWN = 8;

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '15' } },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const results = mkdtempSync(join(tmpdir(), 'framework-lab-bench-'));

/** A run that writes a second each second, and a verdict after every step. */
class MadeUpRun {
  readonly id: string;
  readonly #file: string;
  #told = 0;
  readonly #beganWallMs: number;
  readonly #secondLines = Array.from({ length: 20 }, (_, i) => second('fastify', busySecond(i)));

  /** `agedS`: seconds of it that are told before anybody looks. */
  constructor(id: string, agedS: number) {
    this.id = id;
    this.#beganWallMs = Date.now() - agedS * 1000;
    this.#file = join(results, id, 'events.ndjson');
  }

  async begin(): Promise<void> {
    const record = await stored(this.id);
    this.#write([runStarted(record), { type: 'launch-started', contender: 'fastify', block: 1, launch: 1 }]);
  }

  tell(): number {
    const due: LabEventBody[] = [];
    if (this.#told % STEP_S === 0) {
      if (this.#told > 0) due.push({ type: 'step-finished', record: step('fastify', 5000, { cpuUs: 52 }) });
      due.push(stepStarted('fastify', 3));
    }
    due.push({
      ...(this.#secondLines[this.#told % this.#secondLines.length] as LabEventBody),
      step: { contender: 'fastify', block: 1, launch: 1, index: 3, attempt: 1 },
    } as LabEventBody);
    this.#told += 1;
    return this.#write(due);
  }

  #write(events: readonly LabEventBody[]): number {
    const times = { atMs: 5000 + this.#told * 1000, wallMs: this.#beganWallMs + this.#told * 1000 };
    const text = events.map((event) => `${JSON.stringify({ ...event, ...times })}\n`).join('');
    appendFileSync(this.#file, text);
    return text.length;
  }
}

/** 5,000 requests with a latency that spreads as real ones do: its histogram is what a second's line is made of. */
function busySecond(seed: number): ReturnType<typeof liveLoad> {
  const random = seededRandom(seed + 1);
  const latency = new Histogram();
  for (let i = 0; i < 5000; i++) latency.record(60 + 400 * Math.log(1 - random()) ** 2);
  return { ...liveLoad(5000, 0, 3), latency };
}

/** Takes what comes, as fast as it comes; gives how much that was, and how to go. */
function look(url: string): {
  readonly first: Promise<void>;
  readonly bytes: () => number;
  readonly leave: () => void;
} {
  let bytes = 0;
  let [came, failed]: [() => void, (error: Error) => void] = [() => undefined, () => undefined];
  const first = new Promise<void>((resolve, reject) => {
    [came, failed] = [resolve, reject];
  });
  const asked = get(url, (response) => {
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      came();
    });
  });
  // Leaving is how a look ends.
  asked.on('error', (error) => failed(error));
  first.catch(() => undefined);
  return { first, bytes: () => bytes, leave: () => void asked.destroy() };
}

async function bench(): Promise<number> {
  const run = new MadeUpRun('20261124-100000-ramp-pace', FULL_S);
  const large = new MadeUpRun('20261123-100000-ramp-late', 0);
  await run.begin();
  for (let s = 0; s < FULL_S; s++) run.tell();
  await large.begin();
  for (let bytes = 0; bytes < LARGE_BYTES; ) bytes += large.tell();
  const lab = [process.execPath, '--import', 'tsx', 'orchestrator/src/main.ts', 'view', '--out', results];
  await using viewing = new PinnedProcess(null, lab, { INIT_CWD: root });
  const url = (await viewing.firstLine()).replace(/\/$/, '');
  const telling = setInterval(() => run.tell(), 1000);
  const disturbance = watchDisturbance();
  const shares = new Map(WATCHERS.map((watchers) => [watchers, [] as number[]]));
  let bytesPerSec = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      for (const watchers of WATCHERS) {
        const looks = Array.from({ length: watchers }, () => look(`${url}/runs/${run.id}/events`));
        await sleep(SETTLE_MS);
        const [before, startedMs, sent] = [viewing.cpuUs, performance.now(), looks[0]?.bytes() ?? 0];
        await sleep(seconds * 1000);
        const wallMs = performance.now() - startedMs;
        shares.get(watchers)?.push((viewing.cpuUs - before) / (wallMs * 1000));
        bytesPerSec = Math.max(bytesPerSec, (((looks[0]?.bytes() ?? 0) - sent) / wallMs) * 1000);
        for (const { leave } of looks) leave();
      }
    }
    const late = await lateLook(viewing, `${url}/runs/${large.id}/events`);
    return told(shares, bytesPerSec, late, await chartsCpuMs(viewing, url), disturbance());
  } finally {
    clearInterval(telling);
  }
}

async function lateLook(viewing: PinnedProcess, url: string): Promise<{ cpuMs: number; wallMs: number }> {
  await sleep(1000);
  const [before, startedMs] = [viewing.cpuUs, performance.now()];
  const { first, leave } = look(url);
  await first;
  const wallMs = performance.now() - startedMs;
  await sleep(500);
  const cpuMs = (viewing.cpuUs - before) / 1000;
  leave();
  return { cpuMs, wallMs };
}

/** What drawing the report's charts takes for somebody who has them open, once what draws them is compiled. */
async function chartsCpuMs(viewing: PinnedProcess, url: string): Promise<number> {
  const spent: number[] = [];
  for (let i = 0; i < CHARTS_DRAWN; i++) {
    const { id } = await stored(`20261122-10000${i}-ramp-drawn`);
    const before = viewing.cpuUs;
    await (await fetch(`${url}/runs/${id}/charts`)).text();
    spent.push((viewing.cpuUs - before) / 1000);
  }
  return spreadOf(spent.slice(CHARTS_DRAWN / 2))?.median ?? Number.NaN;
}

async function stored(id: string): Promise<RunRecord> {
  const record = rampRun({ id, state: 'running', endedAt: null });
  await (await fileStore(results, () => ({})).create(record, {}, {} as never)).close();
  return record;
}

function told(
  shares: ReadonlyMap<number, readonly number[]>,
  bytesPerSec: number,
  late: { readonly cpuMs: number; readonly wallMs: number },
  chartsMs: number,
  { stealShare, loadAverage1 }: ReturnType<ReturnType<typeof watchDisturbance>>,
): number {
  const machine = machineFacts();
  let isOk = true;
  const lines = [...shares].map(([watchers, values]) => {
    const { median, min, max } = spreadOf(values) ?? { median: Number.NaN, min: Number.NaN, max: Number.NaN };
    const bar = BARS.get(watchers);
    if (bar !== undefined && !(median <= bar)) isOk = false;
    const wanted = bar === undefined ? '' : `, bar ${percent(bar)}`;
    return `  ${watchers} look  ${percent(median).padStart(8)}  (${percent(min)} to ${percent(max)}${wanted})`;
  });
  process.stdout.write(
    [
      `${machine.cpu}, ${machine.cpuCount} CPUs, ${machine.system}, Node ${machine.node}`,
      `load average ${loadAverage1.toFixed(1)}, steal ${percent(stealShare)}`,
      `CPU of lab view, of one CPU, ${rounds} rounds of ${seconds} s, median (least to most):`,
      ...lines,
      `  ${(bytesPerSec / 1000).toFixed(0)} kB a second to each who looks`,
      `a page opened after ${LARGE_BYTES / 1e6} MB of events: ${late.cpuMs.toFixed(0)} ms of CPU, there after ${late.wallMs.toFixed(0)} ms`,
      `the report’s charts of ${rampRun().steps.length} steps, for who has them open, after each step: ${chartsMs.toFixed(0)} ms of CPU`,
      isOk ? 'pass' : 'FAIL',
      '',
    ].join('\n'),
  );
  return isOk ? 0 : 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}

try {
  process.exitCode = await bench();
} finally {
  rmSync(results, { recursive: true, force: true });
}
