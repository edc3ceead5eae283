import type { Seconds, SeriesChart } from './chart-series.ts';
import { valuesOf } from './chart-series.ts';

/** What a chart's frame spans: from 0 to `top`, with the level where the series come within sight of it. */
export interface Scale {
  readonly top: number;
  /** Null: none, or so far up that it would press the series to the ground. */
  readonly level: number | null;
}

export function scaleOf(chart: SeriesChart, seconds: Seconds): Scale {
  const values = chart.series.flatMap((series) => valuesOf(series, seconds));
  const most = values.reduce<number>((so, value) => Math.max(so, value ?? 0), 0);
  const level = chart.level !== null && most >= chart.level / 2 ? chart.level : null;
  return { top: roundTop(Math.max(most, level ?? 0)), level };
}

/** The next number up that is easy to read off a scale; small changes of the data do not change it. */
export function roundTop(most: number): number {
  if (most <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8].find((one) => one * magnitude >= most * (1 - 1e-9));
  return (step ?? 10) * magnitude;
}
