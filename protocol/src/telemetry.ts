/**
 * What a contender built on the service runtime says of itself: one JSON document per line on
 * stdout, once a second and whenever the supervisor is asked for one (SIGUSR2). Logs go to stderr.
 */
export type TelemetryLine = ListeningLine | SecondLine | EndLine;

/** Printed once, when every worker has said that its application is ready. */
export interface ListeningLine {
  readonly type: 'listening';
  readonly pid: number;
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly workers: readonly number[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

export interface SecondLine {
  readonly type: 'second';
  /** `timer` once a second; `asked` after SIGUSR2, with every worker's count as of then. */
  readonly reason: 'timer' | 'asked';
  /** Unix ms. */
  readonly timeMs: number;
  /** Responses finished by all workers since the start, recycled and crashed workers included. */
  readonly completed: number;
  readonly inFlight: number;
  readonly restarts: number;
  readonly recycled: number;
  /** True while requests are in flight and none has finished for the watchdog's span. */
  readonly stalled: boolean;
  readonly workers: readonly WorkerSample[];
}

export interface WorkerSample {
  readonly pid: number;
  readonly completed: number;
  readonly inFlight: number;
  readonly openConnections: number;
  /** What the shares and the delay below cover. A worker that was busy answers late, and of a longer time. */
  readonly spanMs: number;
  /** Event-loop utilisation, 0 to 1. */
  readonly loopUtilisation: number;
  readonly loopDelayP99Ms: number;
  /** Utilisation of the busiest event loop among the threads that it made, 0 to 1; absent: it has none. */
  readonly threadUtilisation?: number;
  /** Share of wall time spent collecting garbage, 0 to 1. */
  readonly gcShare: number;
  readonly rssMb: number;
  /** User and system CPU since the worker's start, µs. */
  readonly cpuUs: number;
  /** Of these, what it used on purpose; absent unless EXTRA_CPU_PERCENT asks for it. */
  readonly extraCpuUs?: number;
}

/** The last line: why the contender ended. */
export interface EndLine {
  readonly type: 'end';
  readonly reason: 'signal' | 'crash-loop' | 'start-failed';
  readonly message: string;
  readonly completed: number;
}
