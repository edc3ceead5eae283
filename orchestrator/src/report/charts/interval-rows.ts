import { type Axis, type Drawing, type Panel, type Series, WIDTH } from './drawing.ts';

/** One line of a picture of intervals. */
export interface IntervalRow {
  readonly name: string;
  /** On the axis. */
  readonly label: string;
  readonly colour: string;
  /** Null: there is no number, or no interval of it. */
  readonly interval: {
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    readonly tip: string;
  } | null;
  readonly dots: readonly RowDot[];
}

export interface RowDot {
  readonly value: number;
  /** `more`: at least so much; `less`: not even so much. */
  readonly kind: 'number' | 'more' | 'less';
  readonly tip: string;
  /** In the bar, which it belongs to, instead of above it. */
  readonly inBar?: boolean;
}

const ROW = 34;
/** Where there is one: a dot would hide a narrow bar. */
const ABOVE_BAR = -9;
/** Open on the side where the truth may be. */
const OPEN = { more: 'path://M0 0L6 5L0 10', less: 'path://M6 0L0 5L6 10' };

function rowsPanel(rows: readonly IntervalRow[], x: Axis): Panel {
  const y: Axis = { name: '', kind: 'names', names: rows.map(({ label }) => label) };
  return { left: 0, top: 0, width: WIDTH, height: 68 + ROW * rows.length, x, y };
}

/** An interval as a bar with a stroke at its middle, and a dot for each launch. */
export function rowSeries(rows: readonly IntervalRow[], panel = 0): Series[] {
  const at = { xAxisIndex: panel, yAxisIndex: panel };
  const known = rows.flatMap((row, y) => (row.interval === null ? [] : [{ ...row, ...row.interval, y }]));
  const bars = known.map(
    ({ low, high, colour, y }): Series => ({
      option: {
        ...at,
        type: 'line',
        silent: true,
        symbol: 'none',
        lineStyle: { color: colour, width: 8, opacity: 0.35 },
        data: [
          [low, y],
          [high, y],
        ],
      },
    }),
  );
  const middles: Series = {
    option: {
      ...at,
      type: 'scatter',
      z: 3,
      symbol: 'rect',
      symbolSize: [2.5, 18],
      data: known.map(({ mean, y, colour }) => ({ value: [mean, y], itemStyle: { color: colour } })),
      itemStyle: { opacity: 1 },
    },
    tips: known.map(({ tip }) => tip),
  };
  const dots = rows.flatMap((row, y) =>
    row.dots.map((dot) => {
      const offset = row.interval === null || dot.inBar === true ? 0 : ABOVE_BAR;
      return { ...dot, y, colour: row.colour, offset };
    }),
  );
  const each: Series = {
    option: {
      ...at,
      type: 'scatter',
      z: 4,
      itemStyle: { opacity: 1 },
      data: dots.map(({ value, y, colour, kind, offset }) => ({
        value: [value, y],
        symbol: kind === 'number' ? 'circle' : OPEN[kind],
        symbolSize: kind === 'number' ? 6 : [6, 10],
        symbolOffset: [0, offset],
        itemStyle:
          kind === 'number' ? { color: colour } : { color: 'none', borderColor: colour, borderWidth: 1.5 },
      })),
    },
    tips: dots.map(({ tip }) => tip),
  };
  return [...bars, middles, each];
}

/** Names stand on the axis; there is no legend. */
export function rowsDrawing(
  about: Pick<Drawing, 'id' | 'title' | 'howToRead'>,
  rows: readonly IntervalRow[],
  x: Axis,
  guides: readonly Series[] = [],
): Drawing {
  return {
    ...about,
    names: rows.map(({ name }) => name),
    legend: false,
    panels: [rowsPanel(rows, x)],
    series: [...guides, ...rowSeries(rows)],
  };
}
