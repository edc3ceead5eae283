import type { Seconds, SeriesChart } from './chart-series.ts';
import { scaleOf } from './plot-scale.ts';

/** The two ends of the scale and the title between them. */
const LEAST = 3;
/** Higher ones say no more, and push what came before out of sight. */
const MOST = 12;

/** So that both ends of the scale, the title and a label for every series find a row. */
export function leastRows(chart: SeriesChart, seconds: Seconds): number {
  return Math.max(LEAST, chart.series.length + (scaleOf(chart, seconds).level === null ? 0 : 1));
}

/** The rows of each chart: what it needs, and an even share of what is left. Null: they do not fit. */
export function sharedRows(least: readonly number[], rows: number): number[] | null {
  const shared = [...least];
  for (let left = rows - shared.reduce((sum, n) => sum + n, 0); left !== 0; left--) {
    if (left < 0) return null;
    const lowest = Math.min(...shared);
    if (lowest >= MOST) break;
    shared[shared.indexOf(lowest)] = lowest + 1;
  }
  return shared;
}
