import type { LoadTarget } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../domain/contender.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { EngineRecord, ImageRecord } from '../domain/run-record.ts';
import type { ContenderRuntime } from './contender-runtime.ts';
import type { CpuLocks, Guard } from './guard.ts';
import type { HostProbe } from './host-probe.ts';
import type { HttpProbe } from './http-probe.ts';
import type { LoadGenerator } from './load-generator.ts';

/** Where a run takes place: processes of this machine, or containers of a Docker engine. */
export interface Runtime {
  readonly name: 'process' | 'docker';
  /** For people and the record, e.g. `Docker Engine 28.2.2, cgroup v2`. */
  readonly description: string;
  /** The generators it can run. */
  readonly generators: readonly GeneratorName[];
  /** What a reader of results should know of it. */
  readonly notes: readonly string[];
  /** What the record keeps of an engine; null for processes. */
  readonly engine: EngineRecord | null;
  /** Holds CPUs against every lab that could use them too. */
  readonly locks: CpuLocks;
  /**
   * Makes everything that a run needs before anything is measured: bundles, or images. Gives the
   * specs as this runtime starts them. Throws LAB_BUILD_FAILED, LAB_IMAGE_UNAVAILABLE, LAB_COMPOSE_MISSING,
   * and for Python LAB_SETUP_NEEDED, LAB_PYTHON_MISSING, LAB_PYTHON_UNFIT.
   */
  prepare(request: PrepareRequest): Promise<Prepared>;
  /** Opened once per run or attack; disposing it ends whatever it still has. */
  open(request: OpenRequest): Promise<OpenRuntime>;
  /** Ends what labs that are gone left here, and nothing else. */
  endLeftovers(): Promise<readonly Ended[]>;
}

export interface Prepared {
  readonly specs: readonly ContenderSpec[];
  /** By image, what was really taken; empty for processes. */
  readonly images: readonly ImageRecord[];
  /** Our own programs that offer and answer load, each named with a hash of its content; none where they are in images. */
  readonly programs: readonly string[];
}

export interface Ended {
  readonly kind: 'process' | 'container' | 'network' | 'volume' | 'folder';
  /** Process id, name of the container, network or volume, path of the folder. */
  readonly id: string;
  readonly what: string;
}

export interface PrepareRequest {
  readonly specs: readonly ContenderSpec[];
  readonly generators: readonly GeneratorName[];
  /** One line on what is being done, e.g. `express: RUN npm ci`. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface OpenRequest {
  /** Stands in labels and names. */
  readonly runId: string;
  readonly guard: Guard;
  /** For what the lab itself has to run beside the measurement. */
  readonly housekeepingCpus: readonly number[];
  readonly signal: AbortSignal;
}

export type StartNullResponder = (
  cpus: readonly number[],
) => Promise<AsyncDisposable & { readonly target: LoadTarget }>;

export interface OpenRuntime extends AsyncDisposable {
  readonly contenders: ContenderRuntime;
  readonly probe: HttpProbe;
  /** Throws LAB_GENERATOR_UNAVAILABLE for one that is not in `generators`. */
  generator(name: GeneratorName): LoadGenerator;
  /** A server of our own that answers everything with nothing, for a generator to be tried on. */
  readonly startNullResponder: StartNullResponder;
  /** The machine that the contenders run on, where that is another one than the lab's. */
  readonly host?: HostProbe;
  /** InfluxDB and Grafana of the Compose stack, where they run beside this runtime. */
  readonly stack?: MetricStack;
}

export interface MetricStack {
  readonly influxUrl: string;
  readonly grafanaUrl: string;
}
