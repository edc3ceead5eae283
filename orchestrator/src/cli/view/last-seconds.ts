import { Histogram } from '@framework-lab/protocol/histogram';
import type { LabEvent } from '../../domain/events.ts';
import type { LiveSecond } from '../../report/html-live/live-second.ts';
import { addSecond, noLoad } from '../../ui/step-load.ts';

type SecondEvent = Extract<LabEvent, { type: 'second' }>;

/** How the lab writes them: by this, a second of long ago need not be parsed to be let go. */
const BEGINNING = Buffer.from('{"type":"second",');

/** A second's event by its line; it is read when somebody wants to see it. */
export function isSecondLine(line: Buffer): boolean {
  return line.subarray(0, BEGINNING.length).equals(BEGINNING);
}

/** The newest seconds of a run, each parsed once and only if it is still among them when they are drawn. */
export class LastSeconds {
  readonly #kept: number;
  #lines: Buffer[] = [];
  #seconds: LiveSecond[] = [];

  constructor(kept: number) {
    this.#kept = kept;
  }

  take(line: Buffer): void {
    // A copy: the line is a view of a chunk many times its size.
    this.#lines.push(Buffer.from(line));
    if (this.#lines.length > 2 * this.#kept) this.#lines = this.#lines.slice(-this.#kept);
  }

  seconds(): readonly LiveSecond[] {
    const come = this.#lines.slice(-this.#kept).flatMap((line) => liveSecond(line) ?? []);
    this.#lines = [];
    this.#seconds = [...this.#seconds, ...come].slice(-this.#kept);
    return this.#seconds;
  }
}

/** Null of a line that is damaged. */
function liveSecond(line: Buffer): LiveSecond | null {
  try {
    return secondOf(JSON.parse(line.toString()) as SecondEvent);
  } catch {
    return null;
  }
}

function secondOf({ atMs, step, ratePerSec, load: told, server, generator }: SecondEvent): LiveSecond {
  const load = told === null ? null : { ...told, latency: Histogram.decode(String(told.latency)) };
  return {
    atMs,
    counts: step !== null && (load === null || load.phase === 'load'),
    offeredPerSec: ratePerSec,
    load: addSecond(noLoad(), load).seconds[0] ?? null,
    serverCpuShare: server?.cpuShare ?? null,
    loadCpuShare: generator?.cpuShare ?? load?.cpuShare ?? null,
    serverRssMb: server?.rssMb ?? null,
    completedPerSec: server?.completedPerSec ?? null,
  };
}
