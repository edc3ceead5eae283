import { createWriteStream } from 'node:fs';
import type { StepLoad } from '../../domain/load.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LoadOrder } from '../../ports/load-generator.ts';
import { emptyLoad } from './empty-load.ts';
import { k6Environment, virtualUsers } from './k6-environment.ts';
import { k6Failed, k6NotPinned, k6ToldNothing, logText } from './k6-errors.ts';
import type { K6Process, K6Runner } from './k6-runner.ts';
import { type K6Summary, readSummary } from './k6-summary.ts';
import { type K6Reading, useBetween } from './k6-use.ts';
import { summaryToLoad } from './summary-to-load.ts';

const SAMPLE_MS = 250;
const LAST_LINES = 5;
/** How long k6 may take to tell what it has once it was told to stop. */
const STOP_MS = 5_000;
/** Lets go of a container in which everything was said. */
const EXIT_ABORTED = 105;

export interface K6StepDeps {
  readonly runner: K6Runner;
  readonly clock: Clock;
  readonly cpus: readonly number[];
  readonly logFile: string | null;
  /** Unique in the run. */
  readonly name: string;
}

/** Runs one step in one k6 and tells what came of it. Throws LAB_GENERATOR_FAILED, and what the runner throws. */
export async function runK6Step(deps: K6StepDeps, order: LoadOrder, signal: AbortSignal): Promise<StepLoad> {
  const { runner, clock, cpus } = deps;
  const env = k6Environment(order, cpus);
  if (signal.aborted) return emptyLoad();
  const output = new K6Output(deps.logFile);
  const k6 = await runner.start({
    name: deps.name,
    args: ['run', '--quiet', '--no-color', runner.script],
    env,
    cpus,
    onStdoutLine: (line) => output.stdout(line),
    onStderrLine: (line) => output.stderr(line),
    // Aborting a step lets k6 tell what it has.
    signal: new AbortController().signal,
  });
  const stopper = new AbortController();
  const stop = (): void => void stopK6(k6, clock, stopper.signal);
  try {
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const [readings, exit] = await Promise.all([sampleUntilExit(k6, clock, cpus), k6.exited]);
    const { summary } = output;
    const aborted = signal.aborted || exit.code === EXIT_ABORTED;
    if (signal.aborted && summary === null) return emptyLoad();
    if (exit.code !== 0 && !(signal.aborted && exit.code === EXIT_ABORTED))
      throw k6Failed(exit, output.lastLines);
    if (summary === null) throw k6ToldNothing(output.lastLines, output.unreadable);
    return loadOf(summary, order, { clock, cpus, readings, aborted });
  } finally {
    signal.removeEventListener('abort', stop);
    stopper.abort();
    output.close();
    // What it measured stands; the end of the run removes by label what is left.
    await k6.remove().catch(() => undefined);
  }
}

function loadOf(
  summary: K6Summary,
  order: LoadOrder,
  seen: {
    readonly clock: Clock;
    readonly cpus: readonly number[];
    readonly readings: readonly K6Reading[];
    readonly aborted: boolean;
  },
): StepLoad {
  const { clock, cpus, readings, aborted } = seen;
  const startedWallMs = summary.startedAtMs ?? order.startAtMs + 1000 * order.leadInS;
  const startedMs = startedWallMs - clock.wallMs() + clock.nowMs();
  const use = useBetween(readings, startedMs, startedMs + 1000 * order.durationS);
  return summaryToLoad(summary, {
    ...order,
    virtualUsers: virtualUsers(order),
    use,
    cpuShare: use === null ? null : use.cpuUs / (use.wallUs * Math.max(1, cpus.length)),
    aborted,
    weights: Object.fromEntries(order.requests.map(({ name, weight }) => [name, weight])),
  });
}

async function sampleUntilExit(k6: K6Process, clock: Clock, cpus: readonly number[]): Promise<K6Reading[]> {
  const readings: K6Reading[] = [];
  const over = new AbortController();
  void k6.exited.then(() => over.abort());
  while (!over.signal.aborted) {
    // What has just ended cannot be read any more.
    const reading = await k6.sample().catch(() => null);
    if (reading !== null && reading.cpuUs >= (readings.at(-1)?.cpuUs ?? 0)) readings.push(reading);
    await clock.sleep(SAMPLE_MS, over.signal).catch(() => undefined);
    // Not at once: what pins a process does so on its way to becoming k6.
    if (readings.length === 1 && !over.signal.aborted) await checkPinned(k6, cpus);
  }
  return readings;
}

async function checkPinned(k6: K6Process, cpus: readonly number[]): Promise<void> {
  if ((await k6.pinned().catch(() => null)) === false) throw k6NotPinned(cpus);
}

async function stopK6(k6: K6Process, clock: Clock, done: AbortSignal): Promise<void> {
  await k6.kill('SIGTERM').catch(() => undefined);
  await clock.sleep(STOP_MS, done).catch(() => undefined);
  if (!done.aborted) await k6.kill('SIGKILL').catch(() => undefined);
  // An engine that says nothing more says no end either: letting go of the container is one.
  if (!done.aborted) await k6.remove().catch(() => undefined);
}

/** What k6 printed: its summary, and the last lines of its log. */
class K6Output {
  summary: K6Summary | null = null;
  unreadable: unknown;
  lastLines: readonly string[] = [];
  readonly #log: ReturnType<typeof createWriteStream> | null;

  constructor(logFile: string | null) {
    this.#log = logFile === null ? null : createWriteStream(logFile, { flags: 'a' });
    this.#log?.on('error', () => undefined);
  }

  stdout(line: string): void {
    try {
      this.summary = readSummary(line) ?? this.summary;
    } catch (error) {
      this.unreadable = error;
    }
  }

  stderr(line: string): void {
    // One for every failure, and counted anyway.
    if (line.includes('msg="Request Failed"')) return;
    this.#log?.write(`${line}\n`);
    this.lastLines = [...this.lastLines, logText(line)].slice(-LAST_LINES);
  }

  close(): void {
    this.#log?.end();
  }
}
