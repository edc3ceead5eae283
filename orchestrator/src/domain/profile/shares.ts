import { binomialLowerBound, binomialUpperBound } from '../statistics.ts';
import { type Frame, isIdle, leafOf, type SampledThread } from './sampled-thread.ts';

/** How much of the busy time one function, or one package, had. */
export interface ProfileRow {
  readonly name: string;
  /** Samples in which it was running itself. */
  readonly samples: number;
  readonly selfUs: number;
  /** With everything it called. */
  readonly totalUs: number;
  /** Of the busy time of all threads, 0 to 1. */
  readonly share: number;
  /** In which the share lies but for chance of sampling, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

export interface FunctionRow extends ProfileRow, Pick<Frame, 'file' | 'line' | 'package'> {}

/** Of each interval by itself, both sides together: rows are read one by one here, and none is ranked. */
const SHARE_CONFIDENCE = 0.95;

export function packageRows(threads: readonly SampledThread[]): ProfileRow[] {
  return rows(threads, (frame) => frame.package).map(({ row }) => row);
}

export function functionRows(threads: readonly SampledThread[]): FunctionRow[] {
  return rows(threads, frameKey).map(({ row, frame }) => {
    const { name, file, line } = frame;
    return { ...row, name, file, line, package: frame.package };
  });
}

/** Two functions are one where name and place are the same, in whatever thread. */
export function frameKey({ name, file, line, package: owner }: Frame): string {
  return `${owner}\n${name}\n${file ?? ''}\n${line ?? ''}`;
}

interface Sum {
  readonly key: string;
  readonly frame: Frame;
  samples: number;
  selfUs: number;
  totalUs: number;
}

function rows(
  threads: readonly SampledThread[],
  keyOf: (frame: Frame) => string,
): { readonly row: ProfileRow; readonly frame: Frame }[] {
  const sums = new Map<string, Sum>();
  const sumOf = (key: string, frame: Frame): Sum => {
    const sum = sums.get(key) ?? { key, frame, samples: 0, selfUs: 0, totalUs: 0 };
    sums.set(key, sum);
    return sum;
  };
  for (const thread of threads) {
    const keys = thread.frames.map(keyOf);
    for (const sample of thread.samples) {
      const leaf = leafOf(thread, sample);
      if (leaf === undefined || isIdle(thread, sample)) continue;
      const own = sumOf(keyOf(leaf), leaf);
      own.samples += 1;
      own.selfUs += sample.us;
      // Once for each, however often it stands in the stack: recursion is no more time.
      const seen = new Map(sample.stack.map((at) => [keys[at] ?? '', thread.frames[at] ?? leaf]));
      for (const [key, frame] of seen) sumOf(key, frame).totalUs += sample.us;
    }
  }
  const busy = busyOf(threads);
  return [...sums.values()]
    .sort((a, b) => b.selfUs - a.selfUs || b.totalUs - a.totalUs)
    .map(({ key, frame, samples, selfUs, totalUs }) => {
      const share = busy.us === 0 ? 0 : selfUs / busy.us;
      return {
        frame,
        row: { name: key, samples, selfUs, totalUs, share, ...bounds(share, busy.effective) },
      };
    });
}

export interface BusyTime {
  readonly us: number;
  readonly samples: number;
  /** Samples of equal weight that would tell as much (Kish 1965: (Σw)² / Σw²). */
  readonly effective: number;
}

/** Of all samples in which a thread was not idle. */
export function busyOf(threads: readonly SampledThread[]): BusyTime {
  let [us, samples, squares] = [0, 0, 0];
  for (const thread of threads) {
    for (const sample of thread.samples) {
      if (isIdle(thread, sample)) continue;
      us += sample.us;
      squares += sample.us ** 2;
      samples += 1;
    }
  }
  return { us, samples, effective: squares === 0 ? 0 : us ** 2 / squares };
}

/** Clopper-Pearson, as if the samples were drawn independently. */
function bounds(share: number, effective: number): { readonly low: number; readonly high: number } {
  const confidence = 1 - (1 - SHARE_CONFIDENCE) / 2;
  const hits = share * effective;
  return {
    low: binomialLowerBound(hits, effective, confidence),
    high: binomialUpperBound(hits, effective, confidence),
  };
}
