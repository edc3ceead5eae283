import { pad } from '../report/text/display-width.ts';
import { DOTS_ACROSS, type DotSeries, dotChart, type Frame, rowOf } from '../report/text/dot-chart.ts';
import { type Ink, type Line, span } from '../report/text/line.ts';
import type { SeriesChart } from './chart-series.ts';
import type { SecondView } from './step-load.ts';

const INDENT = 2;
/** The longest label there is: `1,000,000/s`. */
const AXIS = 11;
/** `objective 5,000 ms`. */
const LEGEND = 18;
const LEAST_COLUMNS = 16;
/** The two ends of the scale and the title between them. */
const LEAST_ROWS = 3;
/** Higher ones say no more, and push what came before out of sight. */
const MOST_ROWS = 12;
/** A few seconds are drawn wider than one dot each, to be seen at all. */
const MOST_DOTS_PER_SECOND = 8;
/** One dot of the level, then a gap of as many: it must not look like a series. */
const LEVEL_EVERY = 4;

interface Label {
  readonly value: number;
  readonly row: number;
  readonly ink: Ink;
  readonly text: string;
}

/** A scale on the left, the series, and at the row where each of them ends its name and last value. */
export function plotLines(
  chart: SeriesChart,
  seconds: readonly SecondView[],
  columns: number,
  rows: number,
): Line[] {
  const room = columns - INDENT - AXIS - ' ┤'.length - 1 - LEGEND;
  if (room < LEAST_COLUMNS) return [];
  const shown = seconds.slice(-room * DOTS_ACROSS);
  const wide = dotsPerSecond(shown.length, room * DOTS_ACROSS);
  const series = chart.series.map(({ name, ink, of }) => ({
    name,
    ink,
    values: widened(shown.map(of), wide),
  }));
  const level = levelOf(chart, shown);
  const frame = { columns: room, rows, top: roundTop(Math.max(mostOf(chart, shown), level ?? 0)) };
  const lines = dotChart(level === null ? series : [dotted(level, room), ...series], frame);
  const labels = placed(
    [
      ...(level === null
        ? []
        : [labelOf({ name: 'objective', ink: 'quiet', values: [level] }, chart, frame)]),
      ...series.map((one) => labelOf(one, chart, frame)),
    ],
    rows,
  );
  return lines.map((line, row): Line => {
    const label = labels.get(row);
    return [
      span('quiet', axisText(chart, frame, row)),
      ...line,
      ' ',
      ...(label === undefined ? [] : [label]),
    ];
  });
}

/** So that both ends of the scale, the title and a label for every series find a row. */
export function leastRows(chart: SeriesChart, seconds: readonly SecondView[]): number {
  return Math.max(LEAST_ROWS, chart.series.length + (levelOf(chart, seconds) === null ? 0 : 1));
}

/** The rows of each chart: what it needs, and an even share of what is left. Null: they do not fit. */
export function sharedRows(least: readonly number[], rows: number): number[] | null {
  const shared = [...least];
  for (let left = rows - shared.reduce((sum, n) => sum + n, 0); left !== 0; left--) {
    if (left < 0) return null;
    const lowest = Math.min(...shared);
    if (lowest >= MOST_ROWS) break;
    shared[shared.indexOf(lowest)] = lowest + 1;
  }
  return shared;
}

/** The next number up that is easy to read off a scale; small changes of the data do not change it. */
export function roundTop(most: number): number {
  if (most <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8].find((one) => one * magnitude >= most * (1 - 1e-9));
  return (step ?? 10) * magnitude;
}

/** By halves, so that a chart which has filled its frame moves together seldom. */
function dotsPerSecond(seconds: number, dots: number): number {
  let wide = MOST_DOTS_PER_SECOND;
  while (wide > 1 && seconds * wide > dots) wide /= 2;
  return wide;
}

function widened(values: readonly (number | null)[], wide: number): readonly (number | null)[] {
  return wide === 1 ? values : values.flatMap((value) => new Array<number | null>(wide).fill(value));
}

/** Drawn where the series come within sight of it: further up it would press them to the ground. */
function levelOf(chart: SeriesChart, seconds: readonly SecondView[]): number | null {
  const { level } = chart;
  return level !== null && mostOf(chart, seconds) >= level / 2 ? level : null;
}

function mostOf({ series }: SeriesChart, seconds: readonly SecondView[]): number {
  return seconds.reduce(
    (most, second) => series.reduce((so, { of }) => Math.max(so, of(second) ?? 0), most),
    0,
  );
}

function dotted(level: number, columns: number): DotSeries {
  const values = Array.from({ length: columns * DOTS_ACROSS }, (_, i) =>
    i % LEVEL_EVERY === 0 ? level : null,
  );
  return { ink: 'quiet', values };
}

function labelOf(
  { name, ink, values }: DotSeries & { readonly name: string },
  { format }: SeriesChart,
  frame: Frame,
): Label {
  const last = values.at(-1) ?? null;
  return { value: last ?? 0, row: rowOf(last ?? 0, frame), ink, text: `${pad(name, 6)} ${format(last)}` };
}

/** Each label in the row its series ends in, or the nearest below that is free; from the bottom up where none is. */
function placed(labels: readonly Label[], rows: number): ReadonlyMap<number, ReturnType<typeof span>> {
  const ordered = labels.toSorted((a, b) => b.value - a.value);
  const at: number[] = [];
  for (const { row } of ordered) at.push(Math.max(row, (at.at(-1) ?? -1) + 1));
  for (let i = at.length - 1; i >= 0; i--) at[i] = Math.min(at[i] ?? 0, (at[i + 1] ?? rows) - 1);
  return new Map(ordered.map(({ ink, text }, i) => [at[i] ?? 0, span(ink, text)]));
}

function axisText({ title, format }: SeriesChart, { rows, top }: Frame, row: number): string {
  const end = row === 0 ? format(top) : row === rows - 1 ? '0' : null;
  const text = end ?? (row === 1 ? title : '');
  return `${' '.repeat(INDENT)}${pad(text, AXIS, 'right')} ${end === null ? '│' : '┤'}`;
}
