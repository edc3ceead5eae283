import { pad } from '../report/text/display-width.ts';
import { DOTS_ACROSS, type DotSeries, dotChart, type Frame, rowOf } from '../report/text/dot-chart.ts';
import { type Ink, type Line, span } from '../report/text/line.ts';
import { type Seconds, type SeriesChart, toldValue, valuesOf } from './chart-series.ts';
import { scaleOf } from './plot-scale.ts';

const INDENT = 2;
/** The longest label there is: `1,000,000/s`. */
const AXIS = 11;
/** `objective 5,000 ms`. */
const LEGEND = 18;
const LEAST_COLUMNS = 16;
/** A few seconds are drawn wider than one dot each, to be seen at all. */
const MOST_DOTS_PER_SECOND = 8;
/** One dot of the level in so many: it must not look like a series. */
const LEVEL_EVERY = 4;

interface Label {
  readonly value: number;
  readonly row: number;
  readonly ink: Ink;
  readonly text: string;
}

/** A scale on the left, the series, and at the row where each of them ends its name and last value. */
export function plotLines(chart: SeriesChart, seconds: Seconds, columns: number, rows: number): Line[] {
  const room = columns - INDENT - AXIS - ' ┤'.length - 1 - LEGEND;
  if (room < LEAST_COLUMNS) return [];
  const shown = seconds.slice(-room * DOTS_ACROSS);
  const wide = dotsPerSecond(shown.length, room * DOTS_ACROSS);
  const { top, level } = scaleOf(chart, shown);
  const frame = { columns: room, rows, top };
  const series = chart.series.map((one) => ({
    ...one,
    values: widened(valuesOf(one, shown), wide),
    told: toldValue(one, shown),
  }));
  const levels = level === null ? [] : [dotted(level, room)];
  const lines = dotChart([...levels, ...series], frame);
  const labels = placed(
    [...levels, ...series].map((one) => labelOf(one, chart, frame)),
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

/** By halves, so that a chart which has filled its frame moves together seldom. */
function dotsPerSecond(seconds: number, dots: number): number {
  let wide = MOST_DOTS_PER_SECOND;
  while (wide > 1 && seconds * wide > dots) wide /= 2;
  return wide;
}

function widened(values: readonly (number | null)[], wide: number): readonly (number | null)[] {
  return wide === 1 ? values : values.flatMap((value) => new Array<number | null>(wide).fill(value));
}

interface NamedSeries extends DotSeries {
  readonly name: string;
  /** What its label says. */
  readonly told: number | null;
}

function dotted(level: number, columns: number): NamedSeries {
  const last = columns * DOTS_ACROSS - 1;
  const values = Array.from({ length: last + 1 }, (_, i) => ((last - i) % LEVEL_EVERY === 0 ? level : null));
  return { name: 'objective', ink: 'quiet', values, told: level };
}

function labelOf({ name, ink, values, told }: NamedSeries, { format }: SeriesChart, frame: Frame): Label {
  const last = values.at(-1) ?? null;
  return { value: last ?? 0, row: rowOf(last ?? 0, frame), ink, text: `${pad(name, 6)} ${format(told)}` };
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
