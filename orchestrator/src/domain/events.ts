import type { CpuLayout } from './cpu-layout.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { LiveLoad, LoadWindow } from './load.ts';
import type { Objective } from './objective.ts';
import type { RunRecord, StepId, StepRecord, Warning } from './run-record.ts';
import type { WorkerUse } from './samples.ts';
import type { StepPurpose } from './step-purpose.ts';

/** Everything a view or a sink can know of a run; nobody looks anywhere else. */
export type LabEvent = {
  /** Monotonic ms of the lab. */
  readonly atMs: number;
  /** Unix ms, for what outlives the run; absent in events of older runs. */
  readonly wallMs?: number;
} & (
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly title: string;
      readonly seed: number;
      readonly blocks: number;
      readonly runtime: string;
      readonly generator: string;
      readonly cpus: CpuLayout;
      readonly objective: Objective;
      /** Launches in their order, blocks after each other. */
      readonly launches: readonly { readonly contender: string; readonly block: number }[];
      /** Steps a launch has at most, retries left out. */
      readonly stepsPerLaunch: number;
      readonly worstCaseS: number;
      readonly expectedS: number;
      readonly folder: string;
    }
  | { readonly type: 'progress'; readonly text: string }
  | ({ readonly type: 'launch-started' } & LaunchRef)
  | ({
      readonly type: 'phase';
      readonly phase: LaunchPhase;
      readonly detail: string;
      readonly expectedS: number;
    } & LaunchRef)
  | {
      readonly type: 'step-started';
      readonly step: StepId;
      readonly ratePerSec: number;
      readonly durationS: number;
      /** From this event until the counted load begins. */
      readonly leadInS: number;
      /** Steps expected in this launch, as far as the policy can say. */
      readonly of: number;
      /** What the policy offers it for; absent in events of older runs. */
      readonly purpose?: StepPurpose;
      /** Which load generator offers it; absent: the run's only one. */
      readonly generator?: string;
    }
  /** Once a second while load runs, warm-up included (`step` null there). */
  | {
      readonly type: 'second';
      readonly contender: string;
      readonly step: StepId | null;
      readonly ratePerSec: number;
      /** Absent for a generator that only tells at the end; then only the server's side shows. */
      readonly load: LiveLoad | null;
      readonly server: ServerSecond | null;
      /** Absent: the run's only generator, whose use of its CPUs `load` tells. */
      readonly generator?: GeneratorSecond;
      /** Null until there are two samples of the machine. */
      readonly host?: HostHealthSecond | null;
    }
  | {
      readonly type: 'step-finished';
      readonly record: StepRecord;
      /**
       * Whatever the generator: the step by seconds of intended time. What `second` told of them was
       * provisional; where a generator tells only at the end, this is all there is.
       */
      readonly seconds?: {
        /** Unix ms at which the counted load began. */
        readonly loadStartWallMs: number;
        readonly windows: readonly LoadWindow[];
      };
    }
  | { readonly type: 'launch-finished'; readonly record: LaunchRecord }
  | { readonly type: 'warning'; readonly warning: Warning }
  /** A line of a contender or a child process worth showing, without a time stamp. */
  | { readonly type: 'log'; readonly from: string; readonly line: string }
  | { readonly type: 'run-finished'; readonly record: RunRecord }
);

export interface LaunchRef {
  readonly contender: string;
  readonly block: number;
  readonly launch: number;
}

export type LaunchPhase = 'start' | 'verify' | 'warm-up' | 'steps' | 'verify-again' | 'stop';

export interface ServerSecond {
  /** Share of the server CPUs, 0 to 1; null until there are two samples. */
  readonly cpuShare: number | null;
  readonly rssMb: number;
  readonly completed: number | null;
  /** In the last second, by its own count; what is seen of a step whose generator tells only at its end. */
  readonly completedPerSec?: number | null;
  readonly workers: readonly WorkerUse[];
  /** Processes of the contender. */
  readonly processes?: number;
  /** Throttled share of its scheduler periods in this second; null where there is no quota to see. */
  readonly throttledShare?: number | null;
  /** Of each service that it depends on, the share of the CPUs that they are pinned to; absent: there are none. */
  readonly dependencies?: readonly { readonly service: string; readonly cpuShare: number | null }[];
}

export interface GeneratorSecond {
  readonly name: string;
  /** Of the load CPUs, 0 to 1. */
  readonly cpuShare: number | null;
  readonly rssMb: number | null;
}

/** How the machine fared in one second, beside load; shares 0 to 1, null where it cannot be told. */
export interface HostHealthSecond {
  /** Busy share of the CPUs of all roles. */
  readonly cpuShare: number | null;
  /** Of the role that has more of it. */
  readonly stealShare: number;
  /** Share of the server CPUs used by anything but the contender. */
  readonly foreignShare: number | null;
  /** Of the server CPU that has most. */
  readonly softirqShare: number;
  readonly frequencyMhz: number | null;
  /** Over the last minute. */
  readonly loadAverage: number | null;
  /** Share of the second in which some task waited for a CPU, or for memory. */
  readonly pressureCpuShare: number | null;
  readonly pressureMemoryShare: number | null;
  readonly listenOverflows: number | null;
  readonly listenDrops: number | null;
  readonly tcpRetransmits: number | null;
}

/** An event without its times: the emitter stamps them. */
export type LabEventBody = LabEvent extends infer E
  ? E extends LabEvent
    ? Omit<E, 'atMs' | 'wallMs'>
    : never
  : never;

export type Emit = (event: LabEventBody) => void;
