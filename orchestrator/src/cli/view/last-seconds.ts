import { Histogram } from '@framework-lab/protocol/histogram';
import type { LabEvent } from '../../domain/events.ts';
import type { LiveLoad } from '../../domain/load.ts';
import { supportedMs } from '../../domain/supported-quantile.ts';
import type { LiveLoadSecond, LiveSecond } from '../../report/html-live/live-second.ts';
import { addSecond, noLoad } from '../../ui/step-load.ts';

type SecondEvent = Extract<LabEvent, { type: 'second' }>;
type StepStarted = Extract<LabEvent, { type: 'step-started' }>;

interface SecondLine {
  readonly line: Buffer;
  /** Within which it came; null: none had begun. */
  readonly step: StepStarted | null;
}

/** How the lab writes them: by this, a second of long ago need not be parsed to be let go. */
const BEGINNING = Buffer.from('{"type":"second",');

/** A second's event by its line; it is read when somebody wants to see it. */
export function isSecondLine(line: Buffer): boolean {
  return line.subarray(0, BEGINNING.length).equals(BEGINNING);
}

/** The newest seconds of a run, each parsed once and only if it is still among them when they are drawn. */
export class LastSeconds {
  readonly #kept: number;
  #lines: SecondLine[] = [];
  #step: StepStarted | null = null;
  #seconds: LiveSecond[] = [];

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Where a generator tells only at the end, this alone says which of the seconds count. */
  stepStarted(event: StepStarted): void {
    this.#step = event;
  }

  take(line: Buffer): void {
    // A copy: the line is a view of a chunk many times its size.
    this.#lines.push({ line: Buffer.from(line), step: this.#step });
    if (this.#lines.length > 2 * this.#kept) this.#lines = this.#lines.slice(-this.#kept);
  }

  seconds(): readonly LiveSecond[] {
    const come = this.#lines.slice(-this.#kept).flatMap((one) => liveSecond(one) ?? []);
    this.#lines = [];
    this.#seconds = [...this.#seconds, ...come].slice(-this.#kept);
    return this.#seconds;
  }
}

/** Null of a line that is damaged. */
function liveSecond({ line, step }: SecondLine): LiveSecond | null {
  try {
    return secondOf(JSON.parse(line.toString()) as SecondEvent, step);
  } catch {
    return null;
  }
}

function secondOf(event: SecondEvent, started: StepStarted | null): LiveSecond {
  const { atMs, step, ratePerSec, load: told, server, generator } = event;
  const load = told === null ? null : { ...told, latency: Histogram.decode(String(told.latency)) };
  return {
    atMs,
    counts: step !== null && (load === null ? isCounted(atMs, started) : load.phase === 'load'),
    offeredPerSec: ratePerSec,
    load: load === null ? null : loadSecond(load),
    serverCpuShare: server?.cpuShare ?? null,
    loadCpuShare: generator?.cpuShare ?? load?.cpuShare ?? null,
    serverRssMb: server?.rssMb ?? null,
    completedPerSec: server?.completedPerSec ?? null,
  };
}

/** Whether the middle of the second that ended then lies in the step's own time: not in its lead-in or drain. */
function isCounted(atMs: number, started: StepStarted | null): boolean {
  if (started === null) return false;
  const intoS = (atMs - 500 - started.atMs) / 1000 - started.leadInS;
  return intoS >= 0 && intoS < started.durationS;
}

/** The page prints the newest values beside their lines, so a quantile on too few samples is no value. */
function loadSecond(load: LiveLoad): LiveLoadSecond | null {
  const [second] = addSecond(noLoad(), load).seconds;
  if (second === undefined) return null;
  const { latency } = load;
  const quantiles = { p50Ms: supportedMs(latency, 0.5), p95Ms: supportedMs(latency, 0.95) };
  return { ...second, ...quantiles, p99Ms: supportedMs(latency, 0.99) };
}
