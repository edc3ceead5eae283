import type { WorkerFigures } from './run-record.ts';
import type { SecondSample, WorkerUse } from './samples.ts';

/** A reading is due on the second and taken a little later. */
export const LATE_READING_MS = 50;

/** Monotonic ms of the lab. The lead-in is load as well. */
export interface WorkerLoad {
  readonly fromMs: number;
  readonly toMs: number;
  readonly leadInMs: number;
}

interface Reading {
  readonly atMs: number;
  readonly use: WorkerUse;
}

/**
 * Each worker's share of a step. `completed` counts from the first reading to the last, which is taken
 * after the drain; a worker that started meanwhile counts from its start. What workers tell is up to a
 * second old at the first reading, so a part of the lead-in may be missing: it is there to compare
 * workers by. The other figures are of the readings that tell of seconds under load, each by the time it
 * covers.
 */
export function workerFigures(samples: readonly SecondSample[], load: WorkerLoad): WorkerFigures[] {
  const atFirst = new Map(samples[0]?.contender?.workers.map((use) => [use.pid, use.completed]));
  const readings = samples.flatMap(({ host, contender }) =>
    (contender?.workers ?? []).map((use): Reading => ({ atMs: host.atMs, use })),
  );
  return [...Map.groupBy(readings, ({ use }) => use.pid)].flatMap(([pid, all]) => {
    const last = all.at(-1)?.use;
    if (last === undefined) return [];
    const told = withoutRepeats(all);
    const inLoad = told.filter((reading) => tellsOfLoad(reading, load));
    const uses = (inLoad.length > 0 ? inLoad : told).map(({ use }) => use);
    return {
      pid,
      completed: last.completed - (atFirst.get(pid) ?? 0),
      loopUtilisation: meanByTime(uses, (use) => use.loopUtilisation),
      loopDelayP99Ms: Math.max(...uses.map((use) => use.loopDelayP99Ms)),
      ...threadUtilisation(uses),
      gcShare: meanByTime(uses, (use) => use.gcShare),
      rssMb: last.rssMb,
    };
  });
}

function threadUtilisation(uses: readonly WorkerUse[]): Pick<WorkerFigures, 'threadUtilisation'> {
  if (uses.every((use) => use.threadUtilisation === undefined)) return {};
  return { threadUtilisation: meanByTime(uses, (use) => use.threadUtilisation ?? 0) };
}

/** A reading tells of a time that ended up to one second before it. */
function tellsOfLoad({ atMs, use }: Reading, { fromMs, toMs, leadInMs }: WorkerLoad): boolean {
  const beganMs = atMs - 1000 - Math.max(1000, use.spanMs);
  return beganMs >= fromMs - leadInMs - LATE_READING_MS && atMs <= toMs + LATE_READING_MS;
}

/**
 * A worker whose loop is blocked cannot answer, and its supervisor shows what it said before: an idle
 * second from before the load would be taken for one under it.
 */
function withoutRepeats(readings: readonly Reading[]): Reading[] {
  return readings.filter(({ use }, i) => {
    const before = readings[i - 1]?.use;
    const keys = ['cpuUs', 'completed', 'spanMs', 'loopUtilisation', 'loopDelayP99Ms'] as const;
    return before === undefined || keys.some((key) => use[key] !== before[key]);
  });
}

/** Late answers cover more time than others, and one that was asked for in between next to none. */
function meanByTime(uses: readonly WorkerUse[], of: (use: WorkerUse) => number): number {
  const wholeMs = uses.reduce((sum, { spanMs }) => sum + spanMs, 0);
  const weight = ({ spanMs }: WorkerUse): number => (wholeMs > 0 ? spanMs / wholeMs : 1 / uses.length);
  return uses.reduce((sum, use) => sum + of(use) * weight(use), 0);
}
