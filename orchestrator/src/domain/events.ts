import type { CpuLayout } from './cpu-layout.ts';
import type { LiveLoad } from './load.ts';
import type { Objective } from './objective.ts';
import type { LaunchRecord, RunRecord, StepId, StepRecord, Warning } from './run-record.ts';
import type { WorkerUse } from './samples.ts';

/** Everything a view or a sink can know of a run; nobody looks anywhere else. */
export type LabEvent = { readonly atMs: number } & (
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
      readonly leadInS: number;
      /** Steps expected in this launch, as far as the policy can say. */
      readonly of: number;
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
    }
  | { readonly type: 'step-finished'; readonly record: StepRecord }
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
  readonly workers: readonly WorkerUse[];
}

/** An event without its time: the emitter stamps it. */
export type LabEventBody = LabEvent extends infer E ? (E extends LabEvent ? Omit<E, 'atMs'> : never) : never;

export type Emit = (event: LabEventBody) => void;
