import type { WorkerFigures } from './run-record.ts';
import type { SecondSample } from './samples.ts';
import { meanOf } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';
import { LATE_READING_MS } from './worker-figures.ts';

/** What the workers of a contender say of themselves; null where there are none to say it. */
export interface WorkerClues {
  /** Event-loop utilisation, the mean of the workers and the highest. */
  readonly loopUtilisation: number | null;
  readonly busiestLoop: number | null;
  /** Of the busiest thread's event loop in each worker, the mean; null where they have no threads of their own. */
  readonly threadUtilisation: number | null;
  /** Requests of the worker that completed most, by the mean of all. */
  readonly requestSkew: number | null;
  /** Of the wall time, in collections; the worst worker's. */
  readonly gcShare: number | null;
}

export function workerClues(workers: readonly WorkerFigures[], inLoad: readonly SecondSample[]): WorkerClues {
  if (workers.length === 0) {
    return {
      loopUtilisation: null,
      busiestLoop: null,
      threadUtilisation: null,
      requestSkew: null,
      gcShare: null,
    };
  }
  const loops = workers.map((worker) => worker.loopUtilisation);
  return {
    loopUtilisation: meanOf(loops),
    busiestLoop: Math.max(...loops),
    threadUtilisation: meanOf(workers.flatMap((worker) => worker.threadUtilisation ?? [])),
    requestSkew: requestSkew(workers, inLoad),
    gcShare: Math.max(...workers.map((worker) => worker.gcShare)),
  };
}

/** Null where a worker came or went, since it had less time than the others, and where chance alone is uneven. */
function requestSkew(workers: readonly WorkerFigures[], inLoad: readonly SecondSample[]): number | null {
  const pids = inLoad.map(({ contender }) => (contender?.workers ?? []).map(({ pid }) => pid).join());
  const mean = meanOf(workers.map(({ completed }) => completed)) ?? 0;
  const isSteady = new Set(pids).size === 1 && pids[0]?.split(',').length === workers.length;
  if (workers.length < 2 || !isSteady || mean < THRESHOLDS.skewRequests.value) return null;
  return Math.max(...workers.map(({ completed }) => completed)) / mean;
}

/**
 * The longest time, s, in which the service finished nothing by its own count; null where it does not
 * count. Clients that give up make an overloaded service look still while it works on what they left.
 */
export function quietSeconds(inLoad: readonly SecondSample[]): number | null {
  const told = new Set<string>();
  const counts = inLoad.flatMap(({ host, contender }) => {
    const workers = contender?.workers ?? [];
    // Workers too busy to answer have their last reading shown again: that tells of nothing new.
    const reading = JSON.stringify(workers);
    if (workers.length === 0 || told.has(reading)) return [];
    told.add(reading);
    return { atMs: host.atMs, completed: workers.reduce((sum, { completed }) => sum + completed, 0) };
  });
  if (counts.length < 2) return null;
  let longestMs = 0;
  let since = counts[0];
  for (const now of counts) {
    if (since === undefined || now.completed !== since.completed) since = now;
    longestMs = Math.max(longestMs, now.atMs - since.atMs);
  }
  // A reading of the second is some ms early or late.
  return Math.floor((longestMs + LATE_READING_MS) / 1000);
}
