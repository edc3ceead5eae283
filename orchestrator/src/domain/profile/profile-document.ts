import type { CpuLayout } from '../cpu-layout.ts';
import type { StepFigures, Warning } from '../run-record.ts';
import type { FunctionRow, ProfileRow } from './shares.ts';

/** What `profile --output json` prints and `profile.json` holds. */
export interface ProfileDocument {
  readonly schema: 1;
  readonly kind: 'profile';
  readonly contender: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly lab: { readonly version: string; readonly commit: string | null; readonly dirty: boolean | null };
  readonly machine: { readonly cpuModel: string | null; readonly virtualMachine: string | null };
  /** Node that ran the contender; null for another language, or where nobody said. */
  readonly node: string | null;
  readonly cpus: CpuLayout;
  readonly profiler: { readonly name: string; readonly intervalUs: number };
  /** Of the load, with the profiler at work: no measurement of the service. */
  readonly step: StepFigures;
  readonly threads: readonly ThreadFigures[];
  readonly samples: { readonly all: number; readonly busy: number };
  /** Sum over the threads in which they were not idle, by the samples. */
  readonly busyMs: number;
  /** CPU that the kernel charged the contender for a request, threads that are not sampled included; null: unknown. */
  readonly cpuUsPerRequest: number | null;
  readonly packages: readonly ProfileRow[];
  /** Those with most self time. */
  readonly functions: readonly FunctionRow[];
  /** What a reader has to know of this profile. */
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface ThreadFigures {
  readonly name: string;
  readonly samples: number;
  readonly busyMs: number;
  readonly idleMs: number;
  /** For which no sample stands: it, or its profiler, waited for a CPU. */
  readonly unseenMs: number;
}
