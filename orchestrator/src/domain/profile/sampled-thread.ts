/** A function as a profiler names it. */
export interface Frame {
  readonly name: string;
  /** Where its source is, for people; null for what has none: native code, and what is no code at all. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** Whose code it is; `IDLE` where the thread waited for something to do. */
  readonly package: string;
}

/** What one thread was seen doing, in the order of time. The same for every profiler. */
export interface SampledThread {
  /** For people: `worker 4711`. */
  readonly name: string;
  readonly frames: readonly Frame[];
  readonly samples: readonly StackSample[];
  /** Time for which no sample stands, since it or its profiler waited for a CPU. */
  readonly unseenUs: number;
}

export interface StackSample {
  /** Positions in `frames`, the outermost caller first. */
  readonly stack: readonly number[];
  /** The time that it stands for: until the next sample. */
  readonly us: number;
}

/** Nothing to do: the time of nobody, and in no share. */
export const IDLE = '(idle)';

export function leafOf({ frames }: SampledThread, { stack }: StackSample): Frame | undefined {
  return frames[stack.at(-1) ?? -1];
}

export function isIdle(thread: SampledThread, sample: StackSample): boolean {
  return leafOf(thread, sample)?.package === IDLE;
}
