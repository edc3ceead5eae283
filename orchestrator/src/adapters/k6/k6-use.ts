/** Cumulative use of k6 as it was read at a moment. */
export interface K6Reading {
  /** Monotonic ms of the lab. */
  readonly atMs: number;
  readonly cpuUs: number;
  readonly memoryMb: number;
}

export interface K6Use {
  readonly wallUs: number;
  readonly cpuUs: number;
  readonly rssMb: number | null;
}

/** CPU between two moments, interpolated between readings, and the most memory of all; null without two readings. */
export function useBetween(readings: readonly K6Reading[], fromMs: number, toMs: number): K6Use | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const [from, to] = [Math.max(fromMs, first.atMs), Math.min(toMs, last.atMs)];
  if (to <= from) return null;
  return {
    wallUs: Math.round((to - from) * 1000),
    cpuUs: Math.max(0, Math.round(cpuAt(readings, to) - cpuAt(readings, from))),
    rssMb: Math.max(...readings.map(({ memoryMb }) => memoryMb)),
  };
}

function cpuAt(readings: readonly K6Reading[], atMs: number): number {
  const next = readings.findIndex((reading) => reading.atMs >= atMs);
  const [before, after] = [
    readings[Math.max(0, next - 1)],
    readings[next === -1 ? readings.length - 1 : next],
  ];
  if (before === undefined || after === undefined) return 0;
  if (after.atMs === before.atMs) return after.cpuUs;
  return before.cpuUs + ((after.cpuUs - before.cpuUs) * (atMs - before.atMs)) / (after.atMs - before.atMs);
}
