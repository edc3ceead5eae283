/** Which logical CPUs play which role. Server and load never overlap, unless there is only one CPU. */
export interface CpuLayout {
  readonly server: readonly number[];
  readonly load: readonly number[];
  /** Orchestrator, engine, database. */
  readonly housekeeping: readonly number[];
  /** False: it runs, but nothing may be ranked (one CPU only, or pinning is impossible here). */
  readonly rankable: boolean;
  /** What the reader must know, e.g. that housekeeping shares the load CPU. */
  readonly notes: readonly string[];
}
