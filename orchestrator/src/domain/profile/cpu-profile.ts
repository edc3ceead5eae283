import type { Frame, SampledThread, StackSample } from './sampled-thread.ts';

/** A `.cpuprofile`: what V8's profiler gives (Chrome DevTools Protocol, `Profiler.Profile`). */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  /** µs of the system's monotonic clock, as `process.hrtime` reads it. */
  readonly startTime: number;
  readonly endTime: number;
  /** The node each sample was taken in. */
  readonly samples: readonly number[];
  /** µs from the sample before; the first one from `startTime`. */
  readonly timeDeltas: readonly number[];
}

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0; −1 where there is none. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface Window {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * A sample stands for the time until the next one, at most for so many intervals. A profiler that shares a CPU
 * with the thread comes late by a slice of the scheduler (3 ms: `base_slice_ns` of Linux); in a longer gap the
 * thread itself was not running, and nobody knows where its time went.
 */
const MOST_INTERVALS = 5;

/** What of a profile lies in the window. `intervalUs`: the wanted time between two samples. */
export function threadOf(
  name: string,
  profile: CpuProfile,
  { window, intervalUs }: { readonly window: Window; readonly intervalUs: number },
  locate: (frame: CallFrame) => Frame,
): SampledThread {
  const stackOf = stacks(profile.nodes);
  const frames = profile.nodes.map(({ callFrame }) => locate(callFrame));
  const taken = inOrderOfTime(profile);
  const mostUs = MOST_INTERVALS * intervalUs;
  let unseenUs = 0;
  const samples: StackSample[] = taken.flatMap(({ atUs, node }, i) => {
    const untilUs = taken[i + 1]?.atUs ?? Math.max(atUs, profile.endTime);
    const us = Math.min(untilUs, window.toUs) - Math.max(atUs, window.fromUs);
    if (us <= 0) return [];
    unseenUs += Math.max(0, us - mostUs);
    return [{ stack: stackOf(node), us: Math.min(us, mostUs) }];
  });
  return { name, frames, samples, unseenUs };
}

/** V8 keeps them as they arrived, and some arrive late: their step in time is then negative. */
function inOrderOfTime({ startTime, samples, timeDeltas }: CpuProfile): { atUs: number; node: number }[] {
  let atUs = startTime;
  return samples
    .map((node, i) => {
      atUs += timeDeltas[i] ?? 0;
      return { atUs, node };
    })
    .sort((a, b) => a.atUs - b.atUs);
}

/** Positions in `nodes` from below the root, which is no function, to the node of an id; one array for each. */
function stacks(nodes: readonly CpuProfileNode[]): (id: number) => readonly number[] {
  const at = new Map(nodes.map(({ id }, i) => [id, i]));
  const callers = new Map(nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id])));
  const known = new Map<number, readonly number[]>();
  const stackOf = (id: number): readonly number[] => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const [caller, own] = [callers.get(id), at.get(id)];
    const stack = caller === undefined || own === undefined ? [] : [...stackOf(caller), own];
    known.set(id, stack);
    return stack;
  };
  return stackOf;
}
