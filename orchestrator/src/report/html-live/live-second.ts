/** One second of a run for the live charts. */
export interface LiveSecond {
  /** On the clock of the events. */
  readonly atMs: number;
  /** Whether it counts: warm-up, lead-in and drain are shown, and marked. */
  readonly counts: boolean;
  readonly offeredPerSec: number;
  /** Null of a generator that tells only at a step's end. */
  readonly load: LiveLoadSecond | null;
  /** Of the server CPUs, 0 to 1; null where nobody could tell. */
  readonly serverCpuShare: number | null;
  /** Of the load CPUs. */
  readonly loadCpuShare: number | null;
  readonly serverRssMb: number | null;
  /** Responses by the service's own count. */
  readonly completedPerSec: number | null;
}

export interface LiveLoadSecond {
  readonly sent: number;
  readonly ok: number;
  /** Wrong answers, time-outs, and what found no connection. */
  readonly errors: number;
  /** Responses by class, `2xx`. */
  readonly byClass: Readonly<Record<string, number>>;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
}
