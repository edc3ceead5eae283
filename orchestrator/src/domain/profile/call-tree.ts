import { type Frame, isIdle, type SampledThread } from './sampled-thread.ts';
import { frameKey } from './shares.ts';

/** A function where it was called from, with all threads' time in it. */
export interface CallTree {
  /** Null at the root: all busy time. */
  readonly frame: Frame | null;
  readonly selfUs: number;
  readonly totalUs: number;
  /** The largest first. */
  readonly children: readonly CallTree[];
}

interface Growing {
  readonly frame: Frame | null;
  selfUs: number;
  totalUs: number;
  readonly children: Map<string, Growing>;
}

/** The stacks of all threads laid over each other; what was idle is left out. */
export function callTree(threads: readonly SampledThread[]): CallTree {
  const root = grown(null);
  for (const thread of threads) {
    const keys = thread.frames.map(frameKey);
    for (const sample of thread.samples) {
      if (sample.stack.length === 0 || isIdle(thread, sample)) continue;
      let node = root;
      node.totalUs += sample.us;
      for (const at of sample.stack) {
        const key = keys[at] ?? '';
        const child = node.children.get(key) ?? grown(thread.frames[at] ?? null);
        node.children.set(key, child);
        child.totalUs += sample.us;
        node = child;
      }
      node.selfUs += sample.us;
    }
  }
  return finished(root);
}

function grown(frame: Frame | null): Growing {
  return { frame, selfUs: 0, totalUs: 0, children: new Map() };
}

function finished({ frame, selfUs, totalUs, children }: Growing): CallTree {
  const sorted = [...children.values()].map(finished).sort((a, b) => b.totalUs - a.totalUs);
  return { frame, selfUs, totalUs, children: sorted };
}
