import type { LoadCounts } from '@framework-lab/protocol/load';
import type { Bottleneck } from './bottleneck-label.ts';
import type { ControlOf, Side } from './contender.ts';
import type { CpuLayout } from './cpu-layout.ts';
import type { DependencyFigures } from './dependency-cpu.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { Objective } from './objective.ts';
import type { Scenario } from './scenario.ts';
import type { SetSetting } from './settings-set.ts';
import type { StepPurpose } from './step-purpose.ts';
import type { Tuning } from './tuning/tuning.ts';
import type { Judgement, Verdict, VerdictReason } from './verdict-types.ts';

/** Version of `run.json`; readers keep opening older ones. */
export const RUN_SCHEMA = 1;

/** Milliseconds; a percentile that too few samples support (n·(1 − q) < 10) is null. */
export interface LatencyMs {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

export interface SpreadMs {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The fields of a step that `attack` and a run share; the names are a published interface. */
export interface StepFigures extends Readonly<LoadCounts> {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly detail: string;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byError: Readonly<Record<string, number>>;
  readonly byRequest: Readonly<Record<string, RequestFigures>>;
  readonly achievedPerSec: number;
  readonly latencyMs: LatencyMs;
  readonly serviceTimeMs: LatencyMs;
  readonly schedulerLagMs: SpreadMs;
  readonly queueWaitMs: SpreadMs;
  readonly inFlight: { readonly max: number; readonly slopePerSec: number | null };
  readonly drainMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly connects: {
    readonly opened: number;
    readonly failed: number;
    readonly byError: Readonly<Record<string, number>>;
  };
  readonly generator: {
    readonly name: string;
    readonly cpuUsPerRequest: number | null;
    readonly cpuShare: number | null;
    /** Its own memory at its most; null where nobody looked. */
    readonly rssMb: number | null;
  };
  readonly judgement: Judgement;
}

export interface RequestFigures extends Readonly<LoadCounts> {
  readonly latencyMs: LatencyMs;
}

/** A step is identified everywhere by run, contender, launch, index and attempt. */
export interface StepId {
  readonly contender: string;
  readonly block: number;
  /** Counts the launches of the run, from 1. */
  readonly launch: number;
  /** Position in the policy's sequence within the launch, from 1. */
  readonly index: number;
  /** From 1; a step judged `invalid` is offered again at most twice. */
  readonly attempt: number;
}

export interface StepRecord extends StepId, StepFigures {
  /** What the policy offered it for. */
  readonly purpose: StepPurpose;
  /** False for an attempt that a later one replaced. */
  readonly final: boolean;
  readonly startedAt: string;
  readonly server: {
    readonly cpuUsPerRequest: number | null;
    /** Of the server CPUs, 0 to 1. */
    readonly cpuShare: number | null;
    readonly rssMb: number | null;
    readonly workers: readonly WorkerFigures[];
  };
  /** Of each service that the contender depends on; absent: it depends on none. */
  readonly dependencies?: readonly DependencyFigures[];
  readonly host: { readonly stealShare: number | null; readonly foreignShare: number | null };
  /** What limited it; null for a step that was held, and in records of older versions. */
  readonly bottleneck: Bottleneck | null;
  /** What the server says it completed in lead-in, step and drain; null where it cannot count. */
  readonly serverCompleted: number | null;
  /**
   * Of a step for recovery: seconds from the fall of the load until every later second met the
   * objective; null: not within the step, and for every other step.
   */
  readonly recoveredAfterS: number | null;
}

export interface WorkerFigures {
  readonly pid: number;
  readonly completed: number;
  readonly loopUtilisation: number;
  readonly loopDelayP99Ms: number;
  /** Of the busiest event loop among its threads; absent: it has none. */
  readonly threadUtilisation?: number;
  readonly gcShare: number;
  readonly rssMb: number;
}

/** Where a setting's value came from. */
export type Provenance = 'flag' | 'environment' | 'scenario' | 'default';

export interface RunRecord {
  readonly schema: number;
  readonly id: string;
  readonly state: 'running' | 'finished' | 'interrupted' | 'failed';
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly command: readonly string[];
  readonly lab: { readonly version: string; readonly commit: string | null; readonly dirty: boolean | null };
  readonly node: {
    readonly orchestrator: string;
    readonly generator: string;
    readonly contenders: string;
    readonly fallback: string | null;
  };
  readonly runtime: 'process' | 'docker';
  /** The engine the run took place on; null for processes. */
  readonly engine: EngineRecord | null;
  /** The images that were really run, by tag and id: a tag can move. */
  readonly images: readonly ImageRecord[];
  readonly generator: {
    /** What was asked for: `auto`, `builtin` or `k6`; each step says which offered it. */
    readonly name: string;
    readonly connections: number;
    readonly burn: string;
    /** The highest rate k6 offered cleanly on these CPUs, per second; null: not calibrated or never clean. */
    readonly k6CleanLimitPerSec: number | null;
  };
  readonly scenario: Scenario;
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly objective: Objective;
  readonly seed: number;
  readonly cpus: CpuLayout;
  readonly contenders: readonly ContenderRecord[];
  readonly launches: readonly LaunchRecord[];
  readonly steps: readonly StepRecord[];
  readonly warnings: readonly Warning[];
  /** What was redacted and must be supplied again to reproduce the run, e.g. `header Authorization`. */
  readonly supplyAgain: readonly string[];
  /** Id of the run that this one did again; absent in any other. */
  readonly reproduces?: string;
  /** Settings of contenders that `--set` changed for this run; absent: none. */
  readonly set?: readonly SetSetting[];
  /** Of a run of `tune` only: what it tried. */
  readonly tuning?: Tuning;
}

export interface EngineRecord {
  readonly version: string;
  readonly apiVersion: string;
  readonly cgroup: string;
  readonly rootless: boolean;
  /** Whether it runs on the very machine the lab runs on. */
  readonly local: boolean;
}

export interface ImageRecord {
  readonly tag: string;
  readonly id: string;
  /** Git commit it was built from, where its label says. */
  readonly revision: string | null;
}

export interface ContenderRecord {
  readonly id: string;
  readonly name: string;
  readonly role: 'contender' | 'yardstick' | 'control';
  /** Of a control only. */
  readonly control?: ControlOf;
  /** Of a variant of `tune` only: whose. */
  readonly variantOf?: string;
  /** Of the two versions of `ab` only. */
  readonly side?: Side;
  readonly framework: { readonly name: string; readonly version: string } | null;
  /** What is different from the framework as it should be run; absent: nothing. */
  readonly variant?: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly source: string;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}
