import type { RunViewState } from './run-state.ts';

/**
 * Seconds until the run is done: what the finished launches took on average, for every launch that
 * is left; before the first has finished, the plan's expectation. Null when nobody can say.
 */
export function remainingS(state: RunViewState, nowMs: number): number | null {
  const { header, launches } = state;
  if (header === null || launches.length === 0) return null;
  if (state.finished) return 0;
  const took = launches.flatMap((launch) =>
    launch.startedAtMs === null || launch.endedAtMs === null ? [] : [launch.endedAtMs - launch.startedAtMs],
  );
  const expectedMs =
    took.length > 0
      ? took.reduce((a, b) => a + b, 0) / took.length
      : (header.expectedS * 1000) / launches.length;
  const left = launches.reduce((sum, launch) => {
    if (launch.state === 'waiting') return sum + expectedMs;
    if (launch.state !== 'running') return sum;
    return sum + Math.max(0, expectedMs - (nowMs - (launch.startedAtMs ?? nowMs)));
  }, 0);
  return left / 1000;
}
