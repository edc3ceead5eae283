import type { LoadTarget, RequestOrder } from '@framework-lab/protocol/load';
import type { CounterRange } from '../domain/counter-range.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { ServerSecond } from '../domain/events.ts';
import type { LiveLoad } from '../domain/load.ts';
import type { OfferedLoad } from '../domain/offered-load.ts';
import type { Scenario } from '../domain/scenario.ts';
import { type ProgressSecond, progressOf, stalledSeconds } from '../domain/stall.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { GeneratorSession, LoadOrder } from '../ports/load-generator.ts';
import { inTime } from './in-time.ts';
import { Monitor } from './monitor.ts';
import type { LabParts } from './parts.ts';

/** A target, the generator that loads it, and what both are to do. */
export interface LoadContext {
  /** Null for a service the lab did not start (`attack`): then only the load's side is seen. */
  readonly contender: RunningContender | null;
  readonly target: LoadTarget;
  readonly session: GeneratorSession;
  readonly requests: readonly RequestOrder[];
  readonly pool: Pick<Scenario, 'timeoutMs' | 'connections' | 'reuse' | 'pacing'>;
  readonly cpus: CpuLayout;
  readonly seed: number;
  /** Of the counter in its requests; absent where there is none. */
  readonly numbers?: CounterRange;
  readonly parts: Pick<LabParts, 'clock' | 'host'>;
  readonly signal: AbortSignal;
}

export interface LoadSpan {
  readonly id: string;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS: number;
  /** Absent: that of the load. */
  readonly leadInRatePerSec?: number;
}

/** `load` is null where the generator only tells at the end. */
export type OnSecond = (
  load: LiveLoad | null,
  server: ServerSecond | null,
  monitor: Monitor,
) => 'stop' | undefined;

/**
 * Offers one constant rate and watches both sides while it lasts. Ends early, with what happened
 * by then, when the contender dies, when `onSecond` says so, and when the signal aborts.
 */
export async function offerLoad(
  context: LoadContext,
  span: LoadSpan,
  onSecond: OnSecond,
): Promise<OfferedLoad> {
  const { contender, parts, cpus } = context;
  const countBefore = await count(contender);
  const enough = new AbortController();
  let contenderDied = false;
  void contender?.exited.then(() => {
    contenderDied = true;
    enough.abort();
  });

  const { startDelayMs } = context.session;
  const loadStartMs = parts.clock.nowMs() + startDelayMs + span.leadInS * 1000;
  const orderedWallMs = parts.clock.wallMs() + startDelayMs + span.leadInS * 1000;
  const order = loadOrder(context, span, orderedWallMs - span.leadInS * 1000);
  const monitor = new Monitor(parts, contender, loadStartMs - Math.ceil(span.leadInS) * 1000);
  try {
    const stop = AbortSignal.any([context.signal, enough.signal]);
    const execution = context.session.start(order, stop);
    const progress: ProgressSecond[] = [];
    const see = (load: LiveLoad | null): void => {
      if (load !== null) progress.push(progressOf(load));
      if (onSecond(load, monitor.latestServer(cpus), monitor) === 'stop') enough.abort();
    };
    if (execution.windows === undefined) monitor.onSample = () => see(null);
    const watching = watch(execution.windows, see);
    const expectedMs = startDelayMs + (span.leadInS + span.durationS) * 1000 + context.pool.timeoutMs;
    const load = await inTime(execution.result, expectedMs, stop);
    await watching;
    const countAfter = contenderDied ? null : await count(contender);
    await monitor.stop();
    const serverCompleted = countBefore === null || countAfter === null ? null : countAfter - countBefore;
    // A generator that needs a container of its own begins when it can, and says when that was.
    const sinceOrderMs = load.loadStartedWallMs == null ? 0 : load.loadStartedWallMs - orderedWallMs;
    return {
      load,
      samples: monitor.samples,
      loadStartMs: loadStartMs + sinceOrderMs,
      loadStartWallMs: orderedWallMs + sinceOrderMs,
      serverCompleted,
      stalledS: stalledSeconds(progress),
      contenderDied,
    };
  } finally {
    await monitor.stop();
  }
}

function loadOrder(context: LoadContext, span: LoadSpan, startAtMs: number): LoadOrder {
  const { target, requests, seed, pool, numbers } = context;
  const leadIn = span.leadInS * (span.leadInRatePerSec ?? span.ratePerSec);
  const counter = numbers && { counterFrom: numbers.takeForLoad(leadIn + span.durationS * span.ratePerSec) };
  return { ...span, target, requests, seed, ...counter, ...pick(pool), burn: 'hybrid', startAtMs };
}

function pick({ timeoutMs, connections, reuse, pacing }: LoadContext['pool']): LoadContext['pool'] {
  return { timeoutMs, connections, pacing, ...(reuse === undefined ? {} : { reuse }) };
}

async function count(contender: RunningContender | null): Promise<number | null> {
  // A contender that cannot answer (hung, dying) is judged by the load; its count is then unknown.
  return (await contender?.countCompleted?.().catch(() => null)) ?? null;
}

async function watch(
  windows: AsyncIterable<LiveLoad> | undefined,
  see: (load: LiveLoad) => void,
): Promise<void> {
  if (windows === undefined) return;
  for await (const window of windows) see(window);
}
