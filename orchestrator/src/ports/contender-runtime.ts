import type { ContenderSpec } from '../domain/contender.ts';
import type { ResourceSample } from '../domain/samples.ts';

/** Starts contenders: as processes on this machine, or as containers. */
export interface ContenderRuntime {
  readonly name: 'process' | 'docker';
  /**
   * Starts a contender on its CPUs and returns when it listens. Throws a `LabError`:
   * LAB_PORT_IN_USE, LAB_CONTENDER_NOT_READY, LAB_CONTENDER_EXITED, LAB_CONTENDER_IMPOSTOR,
   * LAB_DEPENDENCY_NOT_READY, LAB_RESET_FAILED,
   * LAB_PINNING_NOT_HONOURED. Whatever it had started by then is ended before it throws.
   */
  start(spec: ContenderSpec, options: StartOptions): Promise<RunningContender>;
}

export interface StartOptions {
  readonly cpus: readonly number[];
  /** Stands in file names and process titles, e.g. `koa-2`. */
  readonly launchName: string;
  /** Where the contender's log goes. */
  readonly logFile: string;
  /** A fixed port instead of a free one. */
  readonly port?: number;
  /** For what it depends on, away from its own; absent: it depends on nothing. */
  readonly dependencyCpus?: readonly number[];
  readonly readyTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** A contender that listens. Disposing it ends it, whatever happened. */
export interface RunningContender extends AsyncDisposable {
  readonly spec: ContenderSpec;
  readonly address: { readonly host: string; readonly port: number };
  readonly started: StartedFacts;
  /** Settles when it has ended by itself or was ended; never rejects. */
  readonly exited: Promise<ExitFacts>;
  sampleResources(): Promise<ResourceSample>;
  lastLogLines(count: number): readonly string[];
  /** Ends it the polite way first, then by force; safe to call twice. */
  stop(): Promise<void>;

  // Optional capabilities: what is absent shows as `?`.
  /** Leader of its process group, where it is processes of this machine. */
  readonly pid?: number;
  /** Responses it has finished since its start, exact once load has ended. */
  readonly countCompleted?: () => Promise<number>;
  /** The first service that it depends on and that ended by itself; null: all of them live. */
  readonly lost?: () => LostDependency | null;
}

export interface LostDependency {
  readonly service: string;
  /** E.g. `was ended by SIGKILL`. */
  readonly how: string;
}

export interface StartedFacts {
  readonly node: string | null;
  readonly workers: number | null;
  /** True when the kernel was asked and granted exactly the CPUs; false where it cannot be asked. */
  readonly cpusVerified: boolean;
  readonly notes: readonly string[];
}

export interface ExitFacts {
  readonly code: number | null;
  readonly signal: string | null;
  /** True when the lab ended it. */
  readonly byLab: boolean;
  /** True when the kernel ended it, or a process of it, because its container had used all of its memory. */
  readonly outOfMemory?: boolean;
}
