import type { LoadTarget, RequestOrder } from '@framework-lab/protocol/load';
import { type CleanTrial, nextTrial, type RateSearch } from '../domain/clean-limit.ts';
import type { StepLoad } from '../domain/load.ts';
import type { Clock } from '../ports/clock.ts';
import type { GeneratorSession } from '../ports/load-generator.ts';
import { inTime } from './in-time.ts';

/** Short: a verdict needs three seconds to tell one bad one from a bad rate. */
const TRIAL_S = 3;
const TIMEOUT_MS = 2_000;

export interface CalibrationOptions {
  /** A responder that does nothing, on the CPUs a service would have. */
  readonly target: LoadTarget;
  readonly requests: readonly RequestOrder[];
  readonly search: RateSearch;
  /** What a trial showed. */
  readonly judge: (load: StepLoad, ratePerSec: number) => CleanTrial;
  readonly connections: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onTrial?: (trial: CleanTrial) => void;
}

export interface FoundLimit {
  /** The highest rate of the ladder that was clean, per second; null: none was. */
  readonly limitPerSec: number | null;
  readonly trials: readonly CleanTrial[];
}

/**
 * Finds the highest rate a generator offers cleanly on these CPUs, in a handful of short steps
 * against a responder that does nothing. Rejects with the signal's reason when it aborts, and with
 * what the session rejects with.
 */
export async function calibrate(session: GeneratorSession, options: CalibrationOptions): Promise<FoundLimit> {
  const { clock, signal, search, judge } = options;
  const trials: CleanTrial[] = [];
  for (;;) {
    signal.throwIfAborted();
    const next = nextTrial(trials, search);
    if ('limitPerSec' in next) return { limitPerSec: next.limitPerSec, trials };
    const order = {
      id: `calibration-${trials.length + 1}`,
      target: options.target,
      requests: options.requests,
      ratePerSec: next.ratePerSec,
      durationS: TRIAL_S,
      leadInS: Math.max(1, session.leastLeadInS),
      timeoutMs: TIMEOUT_MS,
      connections: options.connections,
      pacing: 'paced',
      seed: 1,
      burn: 'hybrid',
      startAtMs: clock.wallMs() + session.startDelayMs,
    } as const;
    const expectedMs = session.startDelayMs + (order.leadInS + TRIAL_S) * 1000 + TIMEOUT_MS;
    const load = await inTime(session.start(order, signal).result, expectedMs, signal);
    signal.throwIfAborted();
    const trial = judge(load, next.ratePerSec);
    trials.push(trial);
    options.onTrial?.(trial);
  }
}
