import type { OwnContainer } from '../../domain/own-stack.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import type { InsideEnd, RunLimit } from './engine.ts';

export type ContainerRole =
  | 'contender'
  | 'dependency'
  | 'generator'
  | 'k6'
  | 'probe'
  | 'null-responder'
  | 'cpu-lock';

/** What the lab wants of a container; everything that is not said here is the same for all (see `containerOptions`). */
export interface ContainerOrder {
  readonly role: ContainerRole;
  /** Within the run, e.g. `koa-2`; the container is named `framework-lab-<run id>-<name>`. */
  readonly name: string;
  readonly image: string;
  /** Replaces the image's command (arguments after its entrypoint). */
  readonly command?: readonly string[];
  /** Replaces the image's entrypoint. */
  readonly entrypoint?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cpus: readonly number[];
  /** Null: without a limit. */
  readonly memoryBytes: number | null;
  readonly pidsLimit: number | null;
  readonly user?: string;
  readonly tmpfs?: readonly string[];
  /** Somebody's own service: isolation, mounts and the like are as its file says. */
  readonly own?: OwnContainer;
  /** In front of the names of its volumes, e.g. `framework-lab-<run>-<launch>`; needed where it has any. */
  readonly volumes?: string;
  /** Keeps its stdin open for `write`. */
  readonly stdin?: boolean;
  readonly onStdoutLine?: (line: string) => void;
  readonly onStderrLine?: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A container of this run that was started. Disposing it removes it, whatever happened. */
export interface LabContainer extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  /** On the run's internal network. */
  readonly address: string;
  readonly imageId: string;
  /** Settles when it has ended; every line it had printed has been delivered by then. Never rejects. */
  readonly exited: Promise<ContainerExit>;
  /** The health check of its image; null: it has none. */
  readonly imageHealthTest: readonly string[] | null;
  /** Runs a program inside. Throws LAB_DOCKER_FAILED where it cannot be run, or takes longer. */
  run(command: readonly string[], limit: RunLimit): Promise<InsideEnd>;
  write(text: string): void;
  endInput(): void;
  kill(signal: string): Promise<void>;
  /** SIGTERM, then SIGKILL after the grace; then removes it. Safe to call twice. */
  stop(graceMs: number): Promise<void>;
  sample(): Promise<ContainerUse>;
  /** Whether its use comes from the engine, up to a second old, instead of its cgroup's files. */
  readonly coarseUse: boolean;
  /** The CPUs the kernel lets its first process use; null where nobody can tell. */
  allowedCpus(): Promise<readonly number[] | null>;
}

export interface ContainerExit extends ExitFacts {
  readonly oomKilled: boolean;
}

/** Cumulative use of a container, read from its cgroup where that is readable, else from the engine. */
export interface ContainerUse {
  /** Monotonic ms of the lab at which it was read. */
  readonly atMs: number;
  readonly cpuUs: number;
  /** Without page cache. */
  readonly memoryMb: number;
  readonly processes: number;
  readonly throttling: { readonly throttled: number; readonly periods: number } | null;
}

/** The containers of one run on one engine: an internal network, and everything labelled as ours. */
export interface LabContainers extends AsyncDisposable {
  readonly runId: string;
  /**
   * Creates and starts a container; resolves when it runs. Throws LAB_IMAGE_UNAVAILABLE,
   * LAB_CPUS_INVALID (the engine refuses the cpuset), LAB_PINNING_NOT_HONOURED (it drops the cpuset),
   * LAB_DOCKER_FAILED.
   */
  start(order: ContainerOrder): Promise<LabContainer>;
  /** Removes the volumes of this run whose names begin so; what is left goes with the run. */
  removeVolumes(prefix: string): Promise<void>;
}
