/**
 * What one load step is, and what came of it, as it crosses the boundary between the lab and a
 * generator. Every arrival ends in exactly one place:
 *
 *     planned = sent + unsent + dropped        sent = ok + errors + timeouts
 *
 * `dropped`: the generator was more than 100 ms late; its own fault. `unsent`: no connection came
 * free before the timeout; the service's fault. `errors`: unwanted statuses or bodies plus
 * transport errors. `completed`: full responses of any status.
 */
export interface LoadCounts {
  planned: number;
  sent: number;
  unsent: number;
  dropped: number;
  completed: number;
  ok: number;
  errors: number;
  timeouts: number;
}

/** Why a sent request became an error; the keys of `byError`. */
export const ERROR_KINDS = [
  'status', // a full response whose status was not wanted
  'body', // a full response whose length or hash was not the expected one
  'reset', // ECONNRESET or EPIPE while the request was open
  'eof', // the connection ended before the response did
  'parse', // bytes that are no HTTP response, or more bytes than the response has
  'transport', // any other socket error
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What the response to a request must be to count as `ok`. */
export interface Expectation {
  /** Wanted statuses; empty means 200 to 399. */
  readonly statuses: readonly number[];
  /** Length of the body in bytes, checked on every response. */
  readonly bodyLength?: number;
  /** CRC-32 (zlib) of the body, unsigned, checked on every response. */
  readonly bodyCrc32?: number;
  /** MD5 of the same body, hex: what k6 computes natively; a checksum here, not a secret. */
  readonly bodyMd5?: string;
}

/** One concrete request: the exact bytes that go on the wire. */
export interface RequestVariant {
  /** Whole request, head and body, base64. */
  readonly wire: string;
  /** The method decides whether a response has a body (HEAD has none). */
  readonly method: string;
  readonly expect: Expectation;
  /** Where in the bytes the counter's fields begin (`counter.ts`); absent: every sending is the same. */
  readonly counter?: readonly number[];
}

/** A named request of a scenario with its share of the load; variants differ in ids and data only. */
export interface RequestOrder {
  readonly name: string;
  readonly weight: number;
  readonly variants: readonly RequestVariant[];
}

export interface LoadTarget {
  /** A literal IP address: names are resolved once, by the lab. */
  readonly address: string;
  readonly port: number;
  readonly tls?: {
    /** Name for SNI and certificate checks; absent for a literal address. */
    readonly servername?: string;
    readonly rejectUnauthorized: boolean;
  };
}

export type Pacing = 'paced' | 'poisson';

/**
 * Which idle connection a request takes. `oldest`: the one that is idle for longest, so that all are used alike.
 * `newest`: the one whose answer came last, as the pools of most clients do (Go's `http.Transport`, and so vegeta):
 * few connections carry a low rate, each used again at once.
 */
export type Reuse = 'oldest' | 'newest';

/** `hybrid`: timers when idle, event-loop turns when busy. `constant`: burns its CPU at every rate. */
export type BurnMode = 'hybrid' | 'constant';

/** One constant offered rate for one duration. Shard i of n takes the arrivals i, i + n, i + 2n … */
export interface StepOrder {
  readonly id: string;
  readonly target: LoadTarget;
  readonly requests: readonly RequestOrder[];
  /** Offered by all shards together, per second. */
  readonly ratePerSec: number;
  readonly durationMs: number;
  /** Load before the step that is counted apart, in `leadIn` only. */
  readonly leadInMs: number;
  /** Of the lead-in, all shards together; absent: as of the step. */
  readonly leadInRatePerSec?: number;
  /** From the intended time; also the longest time the step drains after its last arrival. */
  readonly timeoutMs: number;
  /** Connections of this shard. */
  readonly connections: number;
  /** Absent: `oldest`. */
  readonly reuse?: Reuse;
  readonly pacing: Pacing;
  readonly seed: number;
  /** First number of the counter for this step, of all shards; absent where no variant has one. */
  readonly counterFrom?: number;
  readonly burn: BurnMode;
  readonly shard: { readonly index: number; readonly count: number };
  /** Wall-clock time (Unix ms, fractional) at which the lead-in begins; shards share it. */
  readonly startAtMs: number;
}

/** One second of the step by the clock of events; for watching, not for judging. */
export interface LiveWindow {
  /** Second since the step's start; negative in the lead-in, beyond the duration while draining. */
  readonly index: number;
  readonly phase: 'lead-in' | 'load' | 'drain';
  readonly counts: LoadCounts;
  readonly byStatus: Record<string, number>;
  readonly byError: Record<string, number>;
  /** Encoded histogram of what ended in this second, µs from the intended time. */
  readonly latency: string;
  /** How late the schedule handed arrivals off, µs. */
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Requests sent and not answered, and requests waiting for a connection, at the window's end. */
  readonly inFlight: number;
  readonly queued: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly generator: GeneratorUse;
}

/** The generator's own use of its CPU in a span of `wallUs`. */
export interface GeneratorUse {
  readonly wallUs: number;
  readonly cpuUs: number;
  /** Longest single garbage collection and all of them, µs. */
  readonly gcMaxUs: number;
  readonly gcUs: number;
}

/** One second of arrivals by **intended** time, sent when every one of them has ended. For judging. */
export interface ArrivalWindow {
  readonly index: number;
  readonly counts: LoadCounts;
  /**
   * Encoded histogram of latency from the intended time, µs: every completed response, and every
   * timeout and unsent request at the timeout's value. Transport errors and drops have no latency.
   */
  readonly latency: string;
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Mean over arrivals of the requests started and not ended (in flight and queued) when each was due. */
  readonly inFlightMean: number;
  readonly inFlightMax: number;
}

export interface RequestResult extends LoadCounts {
  readonly latency: string;
}

/** The whole step of one shard; histograms encoded, µs. */
export interface StepResult {
  readonly id: string;
  readonly counts: LoadCounts;
  readonly byStatus: Record<string, number>;
  readonly byError: Record<string, number>;
  readonly byRequest: Record<string, RequestResult>;
  /** From the intended time; same members as `ArrivalWindow.latency`. */
  readonly latency: string;
  /** From the actual send to the last byte, completed responses only. */
  readonly serviceTime: string;
  /** Due to hand-off. */
  readonly lag: string;
  /** Hand-off to send: the wait for a free connection. */
  readonly queueWait: string;
  readonly inFlightMax: number;
  /** From the last arrival's due time until nothing was open any more. */
  readonly drainMs: number;
  /** Actual span of the load phase on the monotonic and on the wall clock; they part when a machine slept. */
  readonly elapsedMs: { readonly monotonic: number; readonly wall: number };
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly connects: {
    readonly opened: number;
    readonly failed: number;
    /** By error code, e.g. ECONNREFUSED, EADDRNOTAVAIL, EMFILE. */
    readonly byError: Record<string, number>;
  };
  /** Load phase only: without lead-in and drain. */
  readonly generator: GeneratorUse;
  readonly leadIn: LoadCounts;
}

export function noCounts(): LoadCounts {
  return { planned: 0, sent: 0, unsent: 0, dropped: 0, completed: 0, ok: 0, errors: 0, timeouts: 0 };
}

export function sumCounts(parts: readonly LoadCounts[]): LoadCounts {
  const total = noCounts();
  for (const part of parts) {
    for (const key of Object.keys(total) as (keyof LoadCounts)[]) total[key] += part[key];
  }
  return total;
}
