import { isDeepStrictEqual } from 'node:util';
import type { Objective } from '../domain/objective.ts';
import { pad } from '../report/text/display-width.ts';
import { DOTS_ACROSS } from '../report/text/dot-chart.ts';
import { type Line, span } from '../report/text/line.ts';
import { sparkline } from '../report/text/sparkline.ts';
import { chartsOf, type Seconds, type SeriesChart, toldValue, valuesOf } from './chart-series.ts';
import { plotLines } from './plot.ts';
import { leastRows, sharedRows } from './plot-rows.ts';

export interface ChartRoom {
  readonly columns: number;
  readonly rows: number;
  /** Null: not known yet. */
  readonly objective: Objective | null;
}

/** Three charts over the latest seconds: with height where there is room, else a row a series, else none. */
export function chartLines(seconds: Seconds, room: ChartRoom): Line[] {
  const known = drawn.get(seconds);
  if (known !== undefined && isDeepStrictEqual(known.room, room)) return known.lines;
  const lines = draw(seconds.slice(-room.columns * DOTS_ACROSS), room);
  drawn.set(seconds, { room, lines });
  return lines;
}

/** A window is drawn four times a second, and what its charts show changes once. */
const drawn = new WeakMap<Seconds, { readonly room: ChartRoom; readonly lines: Line[] }>();

function draw(seconds: Seconds, room: ChartRoom): Line[] {
  if (seconds.filter((second) => second !== null).length < 2) return [];
  const charts = chartsOf(seconds, room.objective);
  const heights = sharedRows(
    charts.map((chart) => leastRows(chart, seconds)),
    room.rows,
  );
  if (heights !== null) {
    const plots = charts.map((chart, i) => plotLines(chart, seconds, room.columns, heights[i] ?? 0));
    if (plots.every((lines) => lines.length > 0)) return plots.flat();
  }
  const rows = charts.flatMap((chart) => sparkLines(chart, seconds, room.columns));
  return rows.length <= room.rows ? rows : [];
}

const LABEL = 4 + 8 + 2 + 6 + 1;
const VALUE = 14;

function sparkLines({ title, series, format }: SeriesChart, seconds: Seconds, columns: number): Line[] {
  const room = columns - LABEL - VALUE;
  if (room < 10) return [];
  const values = series.map((one) => valuesOf(one, seconds).slice(-room));
  const top = Math.max(0, ...values.flat().map((value) => value ?? 0));
  return series.map((one, i): Line => {
    const { name, ink } = one;
    const points = values[i] ?? [];
    return [
      span('quiet', `    ${pad(i === 0 ? title : '', 8)}  ${pad(name, 6)} `),
      span(ink, pad(sparkline(points, room, top), Math.min(room, points.length))),
      ` ${format(toldValue(one, seconds))}`,
    ];
  });
}
