import type { Rebuilt } from './rebuild-histogram.ts';

export interface DropsInWindow {
  /** Dropped before the window's first iteration: it and the next ones were due that many periods later. */
  readonly before: number;
  readonly dropped: number;
}

/**
 * When arrivals were dropped. k6 numbers only the iterations it runs, so after d drops each number
 * is due d periods later than it seems, and every iteration seems to lag by at least that. So the
 * least lag of a second tells how many had been dropped before it: exactly, if any one of its
 * iterations was handed off within a period. It may be overestimated, never under, so that of every
 * later second and the known total bound it. `lags` in µs by second; `planned` what was due in each.
 */
export function dropsByWindow(
  lags: readonly Rebuilt[],
  planned: readonly number[],
  dropped: number,
  periodUs: number,
): readonly DropsInWindow[] {
  const before: number[] = [];
  let bound = dropped;
  for (let i = lags.length - 1; i >= 0; i--) {
    const { count, minUs } = lags[i] as Rebuilt;
    if (count > 0) bound = Math.min(bound, Math.max(0, Math.floor(minUs / periodUs + 0.01)));
    before[i] = bound;
  }
  const inWindow = lags.map(() => 0);
  // A second that ran nothing tells nothing: what was dropped from one telling second to the next
  // is divided among those between by what is missing in each.
  const telling = [0, ...lags.keys().filter((i) => i > 0 && (lags[i] as Rebuilt).count > 0), lags.length];
  for (let k = 0; k + 1 < telling.length; k++) {
    const [from, to] = [telling[k] as number, telling[k + 1] as number];
    let left = (before[to] ?? dropped) - (k === 0 ? 0 : (before[from] as number));
    for (let i = from; i < to; i++) {
      const missing = Math.max(0, (planned[i] ?? 0) - (lags[i] as Rebuilt).count);
      const here = i === to - 1 ? left : Math.min(left, missing);
      inWindow[i] = here;
      left -= here;
    }
  }
  return before.map((count, i) => ({ before: count, dropped: inWindow[i] as number }));
}

/** Arrivals due in each second of the grid. */
export function plannedByWindow(planned: number, windows: number, periodUs: number): number[] {
  const ends = Array.from({ length: windows }, (_, i) =>
    i === windows - 1 ? planned : Math.min(planned, Math.ceil(((i + 1) * 1e6) / periodUs - 1e-6)),
  );
  return ends.map((end, i) => end - (ends[i - 1] ?? 0));
}
