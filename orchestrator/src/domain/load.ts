import type { Histogram } from '@framework-lab/protocol/histogram';
import type { GeneratorUse, LoadCounts } from '@framework-lab/protocol/load';

/** What one step's load came to, all shards of a generator merged. The same for every generator. */
export interface StepLoad {
  readonly generator: string;
  readonly counts: LoadCounts;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byError: Readonly<Record<string, number>>;
  readonly byRequest: Readonly<Record<string, RequestLoad>>;
  readonly latency: Histogram;
  readonly serviceTime: Histogram;
  readonly schedulerLag: Histogram;
  readonly queueWait: Histogram;
  readonly inFlightMax: number;
  readonly drainMs: number;
  readonly elapsedMs: { readonly monotonic: number; readonly wall: number };
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly connects: {
    readonly opened: number;
    readonly failed: number;
    readonly byError: Readonly<Record<string, number>>;
  };
  /** CPU summed over shards; `wallUs` of one. */
  readonly use: GeneratorUse;
  /** The generator's own memory at its most, MB; absent or null: nobody looked. */
  readonly generatorRssMb?: number | null;
  readonly leadIn: LoadCounts;
  /** Wanted responses that came while load was offered, the drain left out; null: the generator cannot tell. */
  readonly okInLoad: number | null;
  /** By second of the intended time, complete and in order. */
  readonly windows: readonly LoadWindow[];
  readonly aborted: boolean;
  /** Wall clock, Unix ms, at which the counted load really began; absent: when it was ordered to. */
  readonly loadStartedWallMs?: number | null;
}

export interface RequestLoad extends LoadCounts {
  readonly latency: Histogram;
}

/** One second of arrivals, by intended time, shards merged. */
export interface LoadWindow {
  readonly index: number;
  readonly counts: LoadCounts;
  readonly latency: Histogram;
  /** The worst shard's. */
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly inFlightMean: number;
  readonly inFlightMax: number;
}

/** One second by the clock of events, for watching; shards merged. */
export interface LiveLoad {
  readonly index: number;
  readonly phase: 'lead-in' | 'load' | 'drain';
  readonly counts: LoadCounts;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byError: Readonly<Record<string, number>>;
  readonly latency: Histogram;
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly inFlight: number;
  readonly queued: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The generator's use of its CPUs, 0 to 1 of all of them. */
  readonly cpuShare: number;
}
