import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { HostHealthSecond, ServerSecond } from '../domain/events.ts';
import { hostHealth } from '../domain/host-health.ts';
import type { ResourceSample, SecondSample } from '../domain/samples.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { LabParts } from './parts.ts';

/**
 * Looks at the host and the contender once a second beside the load, on the second of the step, so
 * that what it saw can be laid beside the generator's windows.
 */
export class Monitor {
  readonly samples: SecondSample[] = [];
  /** Called after each look. */
  onSample: () => void = () => undefined;
  readonly #parts: Pick<LabParts, 'clock' | 'host'>;
  readonly #contender: RunningContender | null;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(
    parts: Pick<LabParts, 'clock' | 'host'>,
    contender: RunningContender | null,
    firstAtMs: number,
  ) {
    this.#parts = parts;
    this.#contender = contender;
    this.#done = this.#run(firstAtMs);
  }

  async #run(firstAtMs: number): Promise<void> {
    const { clock } = this.#parts;
    for (let second = 0; !this.#stop.signal.aborted; second++) {
      const waitMs = firstAtMs + second * 1000 - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, this.#stop.signal).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      this.samples.push(await this.#sample());
      this.onSample();
    }
  }

  async #sample(): Promise<SecondSample> {
    const [host, contender] = await Promise.all([
      this.#parts.host.sample(),
      // A contender that has just died has nothing left to sample; its exit is noticed elsewhere.
      this.#contender?.sampleResources().catch(() => null) ?? null,
    ]);
    return { host, contender };
  }

  /** The contender's latest second, for the screen. */
  latestServer({ server, housekeeping }: CpuLayout): ServerSecond | null {
    const [before, now] = this.samples.slice(-2).map((sample) => sample.contender);
    const latest = now ?? before;
    if (latest === undefined || latest === null) return null;
    const span = now && before ? now.atMs - before.atMs : 0;
    return {
      cpuShare: now && before && span > 0 ? (now.cpuUs - before.cpuUs) / (span * 1000 * server.length) : null,
      rssMb: latest.rssMb,
      completed: completedOf(latest),
      completedPerSec: now && before && span > 0 ? grownPerSec(before, now, span) : null,
      workers: latest.workers,
      processes: latest.processes,
      throttledShare: now && before ? throttledShare(before, now) : null,
      ...dependencySeconds(before, now, housekeeping.length),
    };
  }

  /** How the machine fared between the last two looks; null until there are two. */
  latestHost(cpus: CpuLayout): HostHealthSecond | null {
    const [before, now] = this.samples.slice(-2);
    return before && now ? hostHealth(before, now, cpus) : null;
  }

  /** The contender's CPU time between the last two looks, µs; null until there are two. */
  lastSecondCpuUs(): number | null {
    const [before, now] = this.samples.slice(-2).map((sample) => sample.contender);
    return before && now ? now.cpuUs - before.cpuUs : null;
  }

  /** Takes a last sample and ends; safe to call twice. */
  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    await this.#done;
    this.samples.push(await this.#sample());
  }
}

function completedOf({ workers }: ResourceSample): number | null {
  return workers.length === 0 ? null : workers.reduce((sum, worker) => sum + worker.completed, 0);
}

function grownPerSec(before: ResourceSample, now: ResourceSample, spanMs: number): number | null {
  const [was, is] = [completedOf(before), completedOf(now)];
  return was === null || is === null ? null : Math.max(0, ((is - was) * 1000) / spanMs);
}

function throttledShare(before: ResourceSample, now: ResourceSample): number | null {
  if (before.throttling === null || now.throttling === null) return null;
  const periods = now.throttling.periods - before.throttling.periods;
  return periods <= 0 ? 0 : (now.throttling.throttled - before.throttling.throttled) / periods;
}

function dependencySeconds(
  before: ResourceSample | null | undefined,
  now: ResourceSample | null | undefined,
  cpus: number,
): Pick<ServerSecond, 'dependencies'> {
  if (now?.dependencies === undefined) return {};
  const dependencies = now.dependencies.map(({ service, atMs, cpuUs }) => {
    const was = before?.dependencies?.find((one) => one.service === service);
    const spanMs = was === undefined ? 0 : atMs - was.atMs;
    const cpuShare = was === undefined || spanMs <= 0 ? null : (cpuUs - was.cpuUs) / (spanMs * 1000 * cpus);
    return { service, cpuShare };
  });
  return { dependencies };
}
