import type { ContenderSpec } from '../domain/contender.ts';
import type { RightResponse } from '../domain/contract-check.ts';
import type { DataFile, DataTable } from '../domain/data-table.ts';
import type { Environment } from '../domain/environment-values.ts';
import type { LabEvent } from '../domain/events.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import type { OwnService } from '../domain/own-service.ts';
import type { ReportedRun } from '../domain/reported-run.ts';
import type { ConcreteRequest } from '../domain/request-wire.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContenderSource } from '../ports/contender-source.ts';
import type { FixedWork } from '../ports/fixed-work.ts';
import type { Guard } from '../ports/guard.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { HttpProbe } from '../ports/http-probe.ts';
import type { LineFollower } from '../ports/line-follower.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import type { PageServer } from '../ports/page-server.ts';
import type { PythonEnvironments } from '../ports/python-environments.ts';
import type { Resolver } from '../ports/resolver.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { MetricStack, Runtime } from '../ports/runtime.ts';
import type { SittingCache } from '../ports/sitting-cache.ts';
import type { InitFiles } from '../ports/surroundings.ts';
import type { TruthPrograms } from '../ports/truth-programs.ts';
import type { Workshop } from '../ports/workshop.ts';
import type { CheckResult } from '../preflight/check-result.ts';
import type { PushParts } from './push.ts';
import type { ReportFiles } from './report.ts';

/** What every use case may work with. `main.ts` puts the adapters in; tests put others. */
export interface LabApp {
  readonly clock: Clock;
  readonly host: HostProbe;
  readonly probe: HttpProbe;
  readonly resolver: Resolver;
  readonly lab: LabFacts;
  readonly loadScenario: (nameOrFile: string) => Promise<Scenario>;
  readonly contenders: ContenderSource;
  /** Somebody's own service as the contenders of those ids. Throws what is wrong with it. */
  readonly ownContenders: (
    service: OwnService,
    ids: readonly string[],
    signal?: AbortSignal,
  ) => Promise<readonly ContenderSpec[]>;
  /** The rows that fill a scenario's requests. Throws LAB_DATA_INVALID. */
  readonly readData: (data: DataFile) => Promise<DataTable>;
  /** Variables that requests and own services may name. */
  readonly environment: Environment;
  readonly rightResponse: (request: ConcreteRequest) => RightResponse | undefined;
  /** Where `init` looks and writes: the user's folder. */
  readonly initFiles: InitFiles;
  readonly store: (results: string) => RunStore;
  readonly startGuard: () => Promise<Guard>;
  /** To tell how busy load CPUs slow server CPUs of this machine. */
  readonly fixedWork: FixedWork;
  /** What contenders in Python run in, as processes of this machine. */
  readonly python: PythonEnvironments;
  /** Contenders as processes of this machine. */
  readonly processes: Runtime;
  /** Contenders as containers. Throws LAB_DOCKER_UNREACHABLE, LAB_DOCKER_UNFIT. */
  readonly docker: (signal?: AbortSignal) => Promise<Runtime>;
  /** Metrics of a run into its folder, and into InfluxDB where a URL is given. */
  readonly openSink: (request: SinkRequest) => MetricSink;
  /** InfluxDB and Grafana of the Compose stack, where they run on this machine. */
  readonly stack: () => Promise<MetricStack | null>;
  /** What `push` works with. */
  readonly metrics: PushParts;
  /** What was found out about this machine and need not be found out again for some hours. */
  readonly sitting: SittingCache;
  /** What `validate` measures. */
  readonly truth: TruthPrograms;
  /** Keeps the lab itself off the measured CPUs. Throws LAB_PINNING_NOT_HONOURED. */
  readonly retreat: (cpus: readonly number[]) => void;
  /** Lets everything else on our CPUs go first: for what measures nothing and starts nothing that does. */
  readonly stepBack: () => void;
  /** Pages for the browsers of this machine. */
  readonly pages: PageServer;
  /** To read what a run tells while another process writes it. */
  readonly follower: LineFollower;
  readonly checks: (request: CheckRequest) => Promise<readonly CheckResult[]>;
  /** What `doctor` says of Docker. */
  readonly dockerChecks: (request: CheckRequest) => Promise<readonly CheckResult[]>;
  /** Adds to a text file, e.g. the summary of a CI job. Throws LAB_STORE_FAILED and its like. */
  readonly appendText: (file: string, text: string) => Promise<void>;
  /** What the report of a run consists of; with `svg` its charts as files, too. */
  readonly drawReport: (run: ReportedRun, svg: boolean) => Promise<ReportFiles>;
  /** Opens a file as a double click does. Throws LAB_OPENER_MISSING. */
  readonly openFile: (file: string) => Promise<void>;
  readonly freshSeed: () => number;
  /** Where `ab` builds its two versions. */
  readonly workshop: Workshop;
}

export interface SinkRequest {
  /** Of the run. */
  readonly folder: string;
  readonly url: string | null;
  readonly log: (line: string) => void;
}

export interface LabFacts {
  readonly version: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly node: string;
  /** Why the pinned Node does not run this, or null. */
  readonly nodeFallback: string | null;
}

export interface CheckRequest {
  readonly machine: MachineFacts;
  /** Where results would go; null when none are written. */
  readonly results: string | null;
  /** Connections that would be opened; null when nobody asked for a number. */
  readonly connections: number | null;
}

export type Listener = (event: LabEvent) => void;
