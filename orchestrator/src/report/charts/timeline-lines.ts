import type { LineSeriesOption } from 'echarts/charts';
import { type Ink, ink } from './chart-theme.ts';
import type { Series } from './drawing.ts';
import type { PlacedSecond } from './timeline.ts';

interface Line {
  readonly name: string;
  readonly panel: number;
  readonly ink: Ink;
  readonly figure: (second: PlacedSecond) => number | null;
  readonly width: number;
  readonly dash?: number[];
  /** Not drawn where it is nothing throughout. */
  readonly rare?: boolean;
  /** Which of many seconds in one place is drawn: the worst of them, which is what somebody looks for. */
  readonly worst: 'max' | 'min';
}

const LINES: readonly Line[] = [
  {
    name: 'offered',
    panel: 0,
    ink: 'axis',
    figure: ({ planned }) => planned,
    width: 1.5,
    dash: [4, 3],
    worst: 'max',
  },
  { name: 'ok', panel: 0, ink: 1, figure: ({ ok }) => ok, width: 2, worst: 'min' },
  {
    name: 'failed',
    panel: 0,
    ink: 'limit',
    figure: ({ failed }) => failed,
    width: 2,
    rare: true,
    worst: 'max',
  },
  {
    name: 'dropped',
    panel: 0,
    ink: 6,
    figure: ({ dropped }) => dropped,
    width: 2,
    dash: [2, 2],
    rare: true,
    worst: 'max',
  },
  { name: 'p50', panel: 1, ink: 3, figure: ({ p50Ms }) => p50Ms, width: 1.5, dash: [6, 3], worst: 'max' },
  { name: 'p99', panel: 1, ink: 2, figure: ({ p99Ms }) => p99Ms, width: 2, worst: 'max' },
];

export function timelineLines(
  seconds: readonly PlacedSecond[],
): readonly { readonly name: string; readonly series: Series }[] {
  return LINES.filter(({ figure, rare, panel }) =>
    seconds.some((second) => (figure(second) ?? 0) > 0 || (rare !== true && panel === 0)),
  ).map(({ name, panel, ink: colour, figure, width, dash, worst }) => {
    const points = seconds.map((second): Point => [second.atS, shown(figure(second), panel)]);
    const option: LineSeriesOption = {
      type: 'line',
      name,
      xAxisIndex: panel,
      yAxisIndex: panel,
      silent: true,
      symbol: points.length === 1 ? 'circle' : 'none',
      itemStyle: { color: ink(colour) },
      lineStyle: { color: ink(colour), width, type: dash ?? 'solid' },
      sampling: worst,
      data: withoutRepeats(points),
    };
    return { name, series: { option } };
  });
}

type Point = [number, number | null];

/** A logarithmic axis has no place for zero. */
function shown(value: number | null, panel: number): number | null {
  return panel === 1 && value !== null && value <= 0 ? null : value;
}

/** Drops what lies on a level stretch between its neighbours: the same picture in fewer bytes. */
function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter(
    ([, value], i) =>
      i === 0 || i === points.length - 1 || value !== points[i - 1]?.[1] || value !== points[i + 1]?.[1],
  );
}
