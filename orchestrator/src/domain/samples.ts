/** What a running contender used in one second, as the operating system saw it. */
export interface ResourceSample {
  /** Monotonic ms of the lab. */
  readonly atMs: number;
  /** CPU of all its processes since its start, µs, from a source finer than a tick where there is one. */
  readonly cpuUs: number;
  readonly rssMb: number;
  readonly processes: number;
  /** Throttled and all scheduler periods of its cgroup so far; null where there is no quota to see. */
  readonly throttling: { readonly throttled: number; readonly periods: number } | null;
  /** Per worker, where the contender tells; empty otherwise. */
  readonly workers: readonly WorkerUse[];
  /** Of the services that it depends on, each; absent: it has none, or nobody can read them. */
  readonly dependencies?: readonly DependencyUse[];
}

/** The same of a service that a contender depends on. */
export interface DependencyUse {
  readonly service: string;
  /** Monotonic ms of the lab. */
  readonly atMs: number;
  /** Since its start. */
  readonly cpuUs: number;
  readonly rssMb: number;
}

export interface WorkerUse {
  readonly pid: number;
  readonly completed: number;
  readonly inFlight: number;
  /** What the shares and the delay cover. A worker too busy to answer repeats its last reading. */
  readonly spanMs: number;
  readonly loopUtilisation: number;
  readonly loopDelayP99Ms: number;
  /** Of the busiest event loop among its threads; absent: it has none, or is too old to tell. */
  readonly threadUtilisation?: number;
  readonly gcShare: number;
  readonly rssMb: number;
  readonly cpuUs: number;
}

/** The host's counters at one moment; differences of two make a `HostSecond`. All cumulative. */
export interface HostSample {
  readonly atMs: number;
  /** By logical CPU, in µs since boot. */
  readonly cpus: ReadonlyMap<number, CpuTimes>;
  readonly listenOverflows: number | null;
  /** Connections dropped while they were opened, for whatever reason; overflows are among them. */
  readonly listenDrops: number | null;
  readonly tcpRetransmits: number | null;
  /** `some` total of /proc/pressure, µs; null where the kernel does not tell. */
  readonly pressureCpuUs: number | null;
  readonly pressureMemoryUs: number | null;
  readonly frequencyMhz: number | null;
  /** Over the last minute. */
  readonly loadAverage: number | null;
  /**
   * Whether the kernel charges soft interrupts to the task they interrupt, so that they are part of a
   * process's own CPU already; null where the kernel does not tell.
   */
  readonly softirqInTasks: boolean | null;
}

export interface CpuTimes {
  readonly userUs: number;
  readonly systemUs: number;
  readonly irqUs: number;
  readonly softirqUs: number;
  readonly stealUs: number;
  readonly idleUs: number;
}

/** One second of evidence beside a step's load, already set in relation to the CPUs of each role. */
export interface HostSecond {
  /** Second since the step's start, as in `LoadWindow.index`. */
  readonly index: number;
  /** Stolen share of the server and load CPUs, 0 to 1; the worse of the two roles. */
  readonly stealShare: number;
  /** Share of the server CPUs used by anything but the contender, 0 to 1; null: cannot be told. */
  readonly foreignShare: number | null;
  readonly serverCpuShare: number;
  readonly softirqShare: number;
}

/** Both sides looked at in the same moment. */
export interface SecondSample {
  readonly host: HostSample;
  /** Null where there is no contender (`attack`), or where it could not be read. */
  readonly contender: ResourceSample | null;
  /** CPU of the generator so far, µs; matters only where it shares CPUs with the server. */
  readonly generatorCpuUs?: number;
}
