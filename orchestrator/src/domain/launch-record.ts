/** One fresh start of a contender, as it stands in `launches[]` of run.json. */
export interface LaunchRecord {
  readonly contender: string;
  readonly block: number;
  readonly launch: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `ok`; `failed` carries the error; `interrupted`: the run ended in it. */
  readonly state: 'running' | 'ok' | 'failed' | 'interrupted';
  readonly error: RecordedError | null;
  readonly node: string | null;
  readonly cpus: readonly number[];
  /** What the kernel really granted, where it could be read. */
  readonly cpusVerified: boolean;
  readonly workers: number | null;
  readonly warmUp: {
    readonly seconds: number;
    readonly steady: boolean;
    readonly cpuUsPerRequest: number | null;
  } | null;
  /**
   * `verified`: before and after the load; `verified-before`: the launch ended before the second time;
   * `silent-after`: a step failed, and after it there was no answer at all.
   */
  readonly contract: 'verified' | 'verified-before' | 'silent-after' | 'not-checked' | 'failed';
  readonly notes: readonly string[];
}

/** What a launch is called in names of processes and files: `koa-3`. */
export function launchName({ contender, launch }: Pick<LaunchRecord, 'contender' | 'launch'>): string {
  return `${contender}-${launch}`;
}

export interface RecordedError {
  readonly code: string;
  /** What happened; in the lines after the first, what was seen. */
  readonly message: string;
  readonly fix?: readonly string[];
}
