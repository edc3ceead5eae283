import type { BurnMode, LoadTarget, Pacing, RequestOrder, Reuse } from '@framework-lab/protocol/load';
import type { LiveLoad, StepLoad } from '../domain/load.ts';

/** Offers load. Opened once per launch or attack; one step at a time. */
export interface LoadGenerator {
  readonly name: 'builtin' | 'k6';
  /** Throws LAB_GENERATOR_UNAVAILABLE, LAB_PINNING_NOT_HONOURED. */
  open(options: GeneratorOptions): Promise<GeneratorSession>;
}

export interface GeneratorOptions {
  readonly cpus: readonly number[];
  readonly logFile: string | null;
  readonly signal: AbortSignal;
}

export interface GeneratorSession extends AsyncDisposable {
  readonly name: 'builtin' | 'k6';
  /** Node that runs it; null for a generator that is no Node program. */
  readonly node: string | null;
  /** How long before a step's lead-in it has to be ordered: a new process or container needs its time. */
  readonly startDelayMs: number;
  /** Shortest lead-in it needs to be itself, s: a fresh process spoils its first seconds. */
  readonly leastLeadInS: number;
  readonly cpusVerified: boolean;
  /** Aborting the signal ends the step early; the result then says `aborted`. */
  start(step: LoadOrder, signal: AbortSignal): StepExecution;
}

export interface StepExecution {
  /** Absent for a generator that only tells at the end. */
  readonly windows?: AsyncIterable<LiveLoad>;
  /** Rejects with LAB_GENERATOR_FAILED when the generator itself broke. */
  readonly result: Promise<StepLoad>;
}

/** A step as the lab orders it; the adapter divides it among its shards. */
export interface LoadOrder {
  readonly id: string;
  readonly target: LoadTarget;
  readonly requests: readonly RequestOrder[];
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS: number;
  /** Arrivals a second of the lead-in; absent: as of the load. */
  readonly leadInRatePerSec?: number;
  readonly timeoutMs: number;
  /** In all, over all shards. */
  readonly connections: number;
  /** Absent: `oldest`. */
  readonly reuse?: Reuse;
  readonly pacing: Pacing;
  readonly seed: number;
  /** First number of the counter in this step; absent where no request has one. */
  readonly counterFrom?: number;
  readonly burn: BurnMode;
  /** Wall-clock Unix ms at which the lead-in begins, so that the lab's own samples fall on the same seconds. */
  readonly startAtMs: number;
}
