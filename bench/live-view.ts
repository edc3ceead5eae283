/**
 * What the live view costs: the same made-up events, one a second, through the windowed view with its
 * charts into a terminal of 200 × 60 that nobody looks at, and through no view, in turns in one process.
 *
 *   npm run bench:live-view
 *   npm run bench:live-view -- --rounds 6 --seconds 10
 *
 * Measured is the CPU of this process (all of its threads); the difference within a round is the view's:
 * its state, its four redraws a second, and what it writes. What a terminal makes of that is not in it.
 * Exits 1 above 2 % of one CPU.
 */
import { parseArgs } from 'node:util';
import { Histogram } from '@framework-lab/protocol/histogram';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import type { LabEvent, LabEventBody } from '../orchestrator/src/domain/events.ts';
import type { LiveLoad } from '../orchestrator/src/domain/load.ts';
import { seededRandom } from '../orchestrator/src/domain/random.ts';
import type { View } from '../orchestrator/src/ports/view.ts';
import type { TerminalSink } from '../orchestrator/src/process-context.ts';
import { quietView } from '../orchestrator/src/ui/quiet-view.ts';
import { SECONDS_KEPT } from '../orchestrator/src/ui/step-load.ts';
import { windowedView } from '../orchestrator/src/ui/windowed-view.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { sleep } from './pinned-process.ts';
import { spreadOf } from './spread.ts';

/** The bar. */
const BAR_SHARE = 0.02;
const COLUMNS = 200;
const ROWS = 60;
const RATE_PER_SEC = 9000;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '6' }, seconds: { type: 'string', default: '10' } },
});
const [rounds = 0, seconds = 0] = [values.rounds, values.seconds].map(Number);

/** It takes everything and shows nothing. */
class NullTerminal implements TerminalSink {
  readonly isTerminal = true;
  bytes = 0;
  writes = 0;
  columns = (): number => COLUMNS;
  rows = (): number => ROWS;
  onResize = (): (() => void) => () => undefined;
  write(text: string): void {
    this.bytes += Buffer.byteLength(text);
    this.writes++;
  }
}

const contender = 'http://127.0.0.1:8080/';
const step = { contender, block: 1, launch: 1, index: 1, attempt: 1 };
const random = seededRandom(1);

/** A second of a service that has all the series there are: three classes of status, failures, a wide tail. */
function second(index: number): LiveLoad {
  const latency = new Histogram();
  for (let i = 0; i < RATE_PER_SEC; i++) latency.record(300 - 9000 * Math.log(1 - random()));
  const [missing, failing] = [Math.floor(random() * 200), Math.floor(random() * 300)];
  const ok = RATE_PER_SEC - missing - failing;
  return {
    index,
    phase: 'load',
    counts: {
      planned: RATE_PER_SEC,
      sent: RATE_PER_SEC,
      unsent: 0,
      dropped: 0,
      completed: RATE_PER_SEC,
      ok,
      errors: missing + failing,
      timeouts: 0,
    },
    byStatus: { 200: ok, 404: missing, 503: failing },
    byError: { status: missing + failing },
    latency,
    lagUs: { p50: 1, p99: 300, max: 900 },
    inFlight: 12,
    queued: 0,
    bytesIn: Math.floor(ok * (220 + 40 * random())),
    bytesOut: RATE_PER_SEC * 61,
    cpuShare: 0.4,
  };
}

/** Made before anything is measured: both sides get the very same objects. */
const recorded = Array.from({ length: SECONDS_KEPT }, (_, index) => second(index));

const stamped = (body: LabEventBody): LabEvent =>
  ({ ...body, atMs: systemClock.nowMs(), wallMs: systemClock.wallMs() }) as LabEvent;

function secondEvent(index: number): LabEvent {
  const load = recorded[index % recorded.length] ?? null;
  return stamped({ type: 'second', contender, step, ratePerSec: RATE_PER_SEC, load, server: null });
}

/** A view that has already seen as many seconds as it keeps: its charts are full. */
function begin(view: View): View {
  const cpus = { server: [], load: [1], housekeeping: [0], rankable: true, notes: [] };
  const started: LabEventBody = {
    type: 'run-started',
    runId: '',
    title: `attack ${contender}`,
    seed: 1,
    blocks: 1,
    runtime: '',
    generator: 'builtin',
    cpus,
    objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
    launches: [{ contender, block: 1 }],
    stepsPerLaunch: 1,
    worstCaseS: 3600,
    expectedS: 3600,
    folder: '',
  };
  view.handle(stamped(started));
  view.handle(stamped({ type: 'launch-started', contender, block: 1, launch: 1 }));
  view.handle(
    stamped({ type: 'step-started', step, ratePerSec: RATE_PER_SEC, durationS: 3600, leadInS: 0, of: 1 }),
  );
  for (let i = 0; i < SECONDS_KEPT; i++) view.handle(secondEvent(i));
  return view;
}

/** The CPU this process used while a view was fed, as a share of one CPU. */
async function cpuShare(view: View): Promise<number> {
  begin(view);
  await sleep(500);
  const [before, startedMs] = [process.cpuUsage(), performance.now()];
  for (let i = 0; i < seconds; i++) {
    view.handle(secondEvent(i));
    await sleep(1000);
  }
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - startedMs);
  view.close();
  return share;
}

const terminal = new NullTerminal();
const shown = (): View => windowedView(terminal, systemClock, { colour: true, unicode: true });
const disturbance = watchDisturbance();
// Compilation is paid once, in the first seconds of a run.
await cpuShare(shown());
const [bytesBefore, writesBefore] = [terminal.bytes, terminal.writes];
const withView: number[] = [];
const without: number[] = [];
for (let round = 0; round < rounds; round++) {
  const turns = [
    async () => withView.push(await cpuShare(shown())),
    async () => without.push(await cpuShare(quietView())),
  ];
  for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
}
const own = spreadOf(withView.map((share, i) => share - (without[i] ?? Number.NaN)));
const [both, base] = [spreadOf(withView), spreadOf(without)];
if (own === null || both === null || base === null) throw new Error('nothing was measured');
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const perSecond = (total: number): string => (total / (rounds * (seconds + 0.5))).toFixed(1);
const { cpu, cpuCount, node } = machineFacts();
const { stealShare, loadAverage1 } = disturbance();
const verdict = own.median <= BAR_SHARE ? 'pass' : 'FAIL';
process.stdout.write(
  [
    `${cpu}, ${cpuCount} CPUs, Node ${node}; steal ${percent(stealShare)}, load average ${loadAverage1.toFixed(2)}`,
    `with the view  ${percent(both.median)} of a CPU  (${percent(both.min)} to ${percent(both.max)}, ${rounds} rounds of ${seconds} s)`,
    `without        ${percent(base.median)}           (${percent(base.min)} to ${percent(base.max)})`,
    `written        ${perSecond((terminal.bytes - bytesBefore) / 1000)} kB/s in ${perSecond(terminal.writes - writesBefore)} writes/s`,
    `${verdict}  the view alone: ${percent(own.median)} of a CPU (${percent(own.min)} to ${percent(own.max)}; bar: ${BAR_SHARE * 100} %)`,
    '',
  ].join('\n'),
);
process.exitCode = verdict === 'pass' ? 0 : 1;
