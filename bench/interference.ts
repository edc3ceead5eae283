/**
 * Whether a generator that burns its CPU alike at every rate (`constant`) makes figures fairer than one
 * that sleeps where it can (`hybrid`): CPU time per request of one service at two rates under both, in
 * seeded random order within each block. The service is the same, so what changes between the rates
 * under `hybrid` and not under `constant` is the generator's doing.
 *
 *   npm run bench:interference
 *   npm run bench:interference -- --blocks 20 --step 1.5 --low 200 --high 600 --path '/api/hash?rounds=400' --minutes 20
 *
 * A step counts only if others left both CPUs alone (--foreign, share of a CPU): it waits for a quiet
 * moment and is offered again until it was undisturbed, or the minutes are over. A block counts whole.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BurnMode, RequestOrder } from '@framework-lab/protocol/load';
import { allowedCpus } from '../orchestrator/src/adapters/host/allowed-cpus.ts';
import { linuxHostProbe } from '../orchestrator/src/adapters/host/linux-host-probe.ts';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import { pinSelf } from '../orchestrator/src/adapters/process/pinning.ts';
import { busyShare } from '../orchestrator/src/domain/interference.ts';
import { meanInterval } from '../orchestrator/src/domain/mean-interval.ts';
import { seededRandom, shuffled } from '../orchestrator/src/domain/random.ts';
import type { RunningContender } from '../orchestrator/src/ports/contender-runtime.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { startNodeHttp } from './node-http-lab.ts';
import { cpuUsOf, sleep } from './pinned-process.ts';
import { spreadOf } from './spread.ts';

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '20' },
    step: { type: 'string', default: '1.5' },
    low: { type: 'string', default: '200' },
    high: { type: 'string', default: '600' },
    path: { type: 'string', default: '/api/hash?rounds=400' },
    minutes: { type: 'string', default: '20' },
    foreign: { type: 'string', default: '0.15' },
    seed: { type: 'string', default: '1' },
  },
});
const [blocks, durationS, minutes, mostForeign] = [
  values.blocks,
  values.step,
  values.minutes,
  values.foreign,
].map(Number) as [number, number, number, number];
const RATES = { low: Number(values.low), high: Number(values.high) } as const;
const BURNS = ['hybrid', 'constant'] as const satisfies readonly BurnMode[];
const LEAD_IN_S = 0.3;
const QUIET_MS = 200;
const CONFIDENCE = 0.95;
const folder = mkdtempSync(join(tmpdir(), 'framework-lab-bench-'));

interface Cell {
  readonly burn: (typeof BURNS)[number];
  readonly rate: keyof typeof RATES;
}
interface Seen {
  readonly cpuUsPerRequest: number;
  readonly serviceP50Us: number;
  readonly lagP99Us: number;
  /** Of its CPU, the generator's own. */
  readonly generatorShare: number;
  /** Of a CPU, on the service's and on the generator's, by neither of them. */
  readonly foreignShare: number;
}
type Block = ReadonlyMap<string, Seen>;

const CELLS: readonly Cell[] = BURNS.flatMap((burn) => [
  { burn, rate: 'low' as const },
  { burn, rate: 'high' as const },
]);
const keyOf = ({ burn, rate }: Cell): string => `${burn} ${rate}`;
async function bench(): Promise<number> {
  const usable = allowedCpus(process.pid) ?? [0];
  const [server, load] = [usable.slice(0, 1), usable.slice(-1)];
  if (usable.length < 2) throw new Error('two CPUs are needed: one for the service, one for the generator');
  pinSelf(load);
  const signal = new AbortController().signal;
  using host = linuxHostProbe({ clock: systemClock });
  const started = await startNodeHttp(folder, server, signal);
  await using contender = started.contender;
  const worker = await workerOf(contender);
  await using session = await started.generator.open({ cpus: load, logFile: null, signal });
  const wire = Buffer.from(`GET ${values.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).toString('base64');
  const expect = { statuses: [200] };
  const requests: RequestOrder[] = [{ name: 'r', weight: 1, variants: [{ wire, method: 'GET', expect }] }];

  async function reading() {
    const own = process.cpuUsage();
    const sample = await host.sample();
    // Of the worker alone, in nanoseconds: the lab's own reading counts whole ticks of 10 ms where they are ahead.
    return { sample, usedUs: cpuUsOf(worker), atMs: performance.now(), ownUs: own.user + own.system };
  }

  async function offer({ burn, rate }: Cell): Promise<Seen> {
    const startAtMs = systemClock.wallMs() + session.startDelayMs;
    const running = session.start(
      {
        id: 'bench',
        target: { address: contender.address.host, port: contender.address.port },
        requests,
        ratePerSec: RATES[rate],
        durationS,
        leadInS: LEAD_IN_S,
        timeoutMs: 2000,
        connections: 16,
        pacing: 'paced',
        seed: 1,
        burn,
        startAtMs,
      },
      signal,
    );
    await sleep(startAtMs + LEAD_IN_S * 1000 - systemClock.wallMs());
    const before = await reading();
    await sleep(startAtMs + (LEAD_IN_S + durationS) * 1000 - systemClock.wallMs());
    const after = await reading();
    const { counts, serviceTime, schedulerLag, use } = await running.result;
    const wallUs = (after.atMs - before.atMs) * 1000;
    const usedUs = after.usedUs - before.usedUs;
    const generatorShare = use.cpuUs / use.wallUs;
    const busy = (cpus: readonly number[]): number => busyShare(before.sample, after.sample, cpus) ?? 0;
    const ownShare = (after.ownUs - before.ownUs) / wallUs;
    return {
      cpuUsPerRequest: usedUs / counts.ok,
      serviceP50Us: serviceTime.quantileUs(0.5),
      lagP99Us: schedulerLag.quantileUs(0.99),
      generatorShare,
      foreignShare: Math.max(busy(server) - usedUs / wallUs, busy(load) - generatorShare - ownShare),
    };
  }

  const deadlineMs = performance.now() + minutes * 60_000;
  const isOver = (): boolean => performance.now() > deadlineMs;

  async function isQuiet(): Promise<boolean> {
    const before = await host.sample();
    await sleep(QUIET_MS);
    return (busyShare(before, await host.sample(), [...server, ...load]) ?? 0) < mostForeign;
  }

  /** Null where it was disturbed until the time was over. */
  async function measure(cell: Cell): Promise<Seen | null> {
    while (!isOver()) {
      if (!(await isQuiet())) continue;
      const seen = await offer(cell);
      if (seen.foreignShare <= mostForeign) return seen;
    }
    return null;
  }

  for (const cell of CELLS) await offer(cell);
  const disturbance = watchDisturbance();
  const random = seededRandom(Number(values.seed));
  const whole: Block[] = [];
  for (let n = 1; n <= blocks && !isOver(); n++) {
    const block = new Map<string, Seen>();
    for (const cell of shuffled(CELLS, random)) {
      const seen = await measure(cell);
      if (seen === null) break;
      block.set(keyOf(cell), seen);
    }
    if (block.size === CELLS.length) whole.push(block);
    const said = CELLS.map((cell) => block.get(keyOf(cell))?.cpuUsPerRequest.toFixed(0) ?? '?').join(' ');
    process.stderr.write(`block ${n} of ${blocks}: ${said} µs a request (${CELLS.map(keyOf).join(', ')})\n`);
  }
  process.stdout.write(told(whole, disturbance()));
  return whole.length < 2 ? 1 : 0;
}

/** The one worker's process, which its first report names. */
async function workerOf(contender: RunningContender): Promise<number> {
  for (let waited = 0; waited < 50; waited++) {
    const [worker] = (await contender.sampleResources()).workers;
    if (worker !== undefined) return worker.pid;
    await sleep(100);
  }
  throw new Error('the service told nothing of its worker within 5 s');
}

function told(
  whole: readonly Block[],
  disturbance: { readonly stealShare: number; readonly loadAverage1: number },
): string {
  const machine = machineFacts();
  const of = (cell: Cell, figure: keyof Seen): number[] =>
    whole.map((block) => (block.get(keyOf(cell)) as Seen)[figure]);
  const logs = (cell: Cell, figure: keyof Seen): number[] => of(cell, figure).map(Math.log);
  const change = (burn: Cell['burn'], figure: keyof Seen): number[] => {
    const low = logs({ burn, rate: 'low' }, figure);
    return logs({ burn, rate: 'high' }, figure).map((high, i) => high - (low[i] as number));
  };
  const lines = (['cpuUsPerRequest', 'serviceP50Us'] as const).flatMap((figure) => {
    const [hybrid, constant] = [change('hybrid', figure), change('constant', figure)];
    const unfair = hybrid.map((one, i) => one - (constant[i] as number));
    const name = figure === 'cpuUsPerRequest' ? 'CPU µs per request' : 'service time, p50';
    return [
      `${name}, at ${RATES.high}/s by at ${RATES.low}/s:`,
      `  hybrid            ${ratio(hybrid)}`,
      `  constant          ${ratio(constant)}`,
      `  hybrid/constant   ${ratio(unfair)}   1: the generator's burn changes nothing`,
    ];
  });
  const cells = CELLS.map((cell) => {
    const median = (figure: keyof Seen): number => spreadOf(of(cell, figure))?.median ?? Number.NaN;
    return `  ${`${cell.burn} ${RATES[cell.rate]}/s`.padEnd(16)} ${median('cpuUsPerRequest').toFixed(1).padStart(8)} ${median('serviceP50Us').toFixed(0).padStart(8)} ${(median('generatorShare') * 100).toFixed(0).padStart(6)} % ${median('lagP99Us').toFixed(0).padStart(8)} ${(median('foreignShare') * 100).toFixed(0).padStart(6)} %`;
  });
  return [
    `${machine.cpu}, ${machine.cpuCount} CPUs, ${machine.system}, Node ${machine.node}`,
    `load average ${disturbance.loadAverage1.toFixed(1)}, steal ${(disturbance.stealShare * 100).toFixed(2)} %`,
    `${values.path}, steps of ${durationS} s, ${whole.length} of ${blocks} blocks undisturbed; medians:`,
    '                    CPU µs  p50 µs  generator  lag µs   others',
    ...cells,
    ...lines,
    '',
  ].join('\n');
}

/** Geometric mean with its interval over blocks. */
function ratio(logs: readonly number[]): string {
  const found = meanInterval(logs, CONFIDENCE);
  if (found === null) return '?';
  const [mean, low, high] = [found.mean, found.low, found.high].map((one) => Math.exp(one).toFixed(3));
  return `${mean} × (${low} to ${high})`;
}

try {
  process.exitCode = await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
