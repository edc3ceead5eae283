import type { ContenderSpec } from '../domain/contender.ts';
import type { SampledThread } from '../domain/profile/sampled-thread.ts';
import type { ContenderRuntime, RunningContender, StartOptions } from './contender-runtime.ts';
import type { Guard } from './guard.ts';

export interface Profilers {
  /**
   * What can look into this contender, by its language. Throws LAB_PROFILER_MISSING where it is not
   * installed, LAB_PROFILER_UNSUITED where there is none.
   */
  for(spec: ContenderSpec): Promise<Profiler>;
}

export interface Profiler {
  /** For people, with its version. */
  readonly name: string;
  /** Wanted time between two samples of a thread. */
  readonly intervalUs: number;
  /** Whether its samples have their time, so that those outside of a window can be left out. */
  readonly knowsTime: boolean;
  /** What a reader of its samples has to know. */
  readonly notes: readonly string[];
  /** Starts a contender so that it can be profiled. Throws what `ContenderRuntime.start` throws. */
  start(order: ProfiledStart): Promise<ProfiledContender>;
}

export interface ProfiledStart {
  readonly contenders: ContenderRuntime;
  /** As the runtime starts it. */
  readonly spec: ContenderSpec;
  /** As its source has it: where the sources are that `spec` was made of. */
  readonly source: ContenderSpec;
  readonly options: StartOptions;
  /** Absolute: where the profiler's own files go. */
  readonly folder: string;
  readonly guard: Guard;
  /** For what samples, away from the service where there are others than its own. */
  readonly samplerCpus: readonly number[];
}

/** Disposing it ends the contender, and the profiler with it. */
export interface ProfiledContender extends AsyncDisposable {
  readonly contender: RunningContender;
  /** Returns once threads are being sampled; earlier samples are none of the window. Throws LAB_PROFILER_FAILED. */
  begin(): Promise<void>;
  /** What was sampled between two moments of the lab's monotonic clock. Throws LAB_PROFILER_FAILED. */
  end(window: { readonly fromMs: number; readonly toMs: number }): Promise<SampledThreads>;
}

export interface SampledThreads {
  readonly threads: readonly SampledThread[];
  /** What is missing in it, e.g. a process that was killed with its samples. */
  readonly notes: readonly string[];
}
