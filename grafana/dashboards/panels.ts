import {
  DATASOURCE,
  type FieldDefaults,
  type FieldOverride,
  type GraphStyle,
  type Panel,
  type Target,
  type XyOptions,
  type XyStyle,
} from './schema.ts';

/** A panel before it has its place and number. */
export type Draft = Omit<Panel, 'id' | 'gridPos'> & {
  readonly size: { readonly w: number; readonly h: number };
};

export interface Asked {
  readonly query: string;
  /** What a series is called, e.g. `$tag_contender $col`. */
  readonly alias?: string;
}

interface Described {
  readonly title: string;
  /** How to read it, in one or two sentences. */
  readonly description: string;
  readonly w: number;
  readonly h?: number;
  readonly unit: string;
  /** From which value on a colour holds; the first holds from the lowest on. */
  readonly thresholds?: readonly (readonly [from: number, color: string])[];
  readonly queries: readonly Asked[];
  readonly overrides?: readonly FieldOverride[];
}

export interface TimeSeries extends Described {
  readonly max?: number;
  readonly log?: boolean;
  readonly bars?: boolean;
  readonly stacked?: boolean;
}

/** Longer than this without a point, a line is broken: two launches are not one. */
const GAP_MS = 4000;

export function timeSeries(panel: TimeSeries): Draft {
  const custom: GraphStyle = {
    drawStyle: panel.bars === true ? 'bars' : 'line',
    lineWidth: panel.bars === true ? 0 : 2,
    fillOpacity: panel.bars === true ? 80 : 0,
    showPoints: 'auto',
    pointSize: 4,
    insertNulls: GAP_MS,
    scaleDistribution: panel.log === true ? { type: 'log', log: 10 } : { type: 'linear' },
    thresholdsStyle: { mode: panel.thresholds === undefined ? 'off' : 'dashed' },
    ...(panel.stacked === true ? { stacking: { mode: 'normal', group: 'A' } } : {}),
  };
  return {
    ...draft('timeseries', panel, custom),
    interval: '1s',
    options: {
      legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

export interface XyChart extends Described {
  /** The first column, for the x axis; every other number is a y. */
  readonly x: string;
  readonly xUnit: string;
  /** Columns whose values make a line each. */
  readonly lines: readonly string[];
  readonly log?: boolean;
}

/** One quantity against another, a line for each contender, or for each contender of each run. */
export function xyChart(panel: XyChart): Draft {
  const custom: XyStyle = {
    show: 'points+lines',
    lineWidth: 2,
    pointSize: { fixed: 7 },
    scaleDistribution: panel.log === true ? { type: 'log', log: 10 } : { type: 'linear' },
  };
  const options: XyOptions = {
    mapping: 'auto',
    // The first number of a frame is its x, whatever Grafana calls it after the partition.
    series: [],
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: 'single', sort: 'none' },
  };
  const made = draft('xychart', panel, custom, 'table');
  const xAxis = byName(panel.x, { unit: panel.xUnit, 'custom.scaleDistribution': { type: 'linear' } });
  return {
    ...made,
    fieldConfig: { defaults: made.fieldConfig?.defaults ?? {}, overrides: [xAxis] },
    // Blocks repeat the rates: sorted, a contender's line goes from left to right once.
    transformations: [
      { id: 'sortBy', options: { sort: [{ field: panel.x }] } },
      {
        id: 'partitionByValues',
        options: { fields: panel.lines, keepFields: false, naming: { asLabels: true } },
      },
    ],
    options,
  };
}

export function barGauge(panel: Described): Draft {
  return {
    ...draft('bargauge', panel, undefined),
    options: {
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      showUnfilled: true,
      reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
    },
  };
}

export function table(panel: Described): Draft {
  return {
    ...draft('table', panel, undefined, 'table'),
    options: { showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: 'Time', desc: false }] },
  };
}

export function text(
  title: string,
  content: string,
  size: { readonly w: number; readonly h: number },
): Draft {
  return { type: 'text', title, size, datasource: DATASOURCE, options: { mode: 'markdown', content } };
}

export function byName(name: string, properties: Readonly<Record<string, unknown>>): FieldOverride {
  return { matcher: { id: 'byName', options: name }, properties: propertyList(properties) };
}

export function byPattern(pattern: string, properties: Readonly<Record<string, unknown>>): FieldOverride {
  return { matcher: { id: 'byRegexp', options: pattern }, properties: propertyList(properties) };
}

function propertyList(properties: Readonly<Record<string, unknown>>): { id: string; value: unknown }[] {
  return Object.entries(properties).map(([id, value]) => ({ id, value }));
}

/** The XY chart knows the palette by index only; a bar says by its colour where it stands. */
const COLOURS: Readonly<Record<string, 'thresholds' | 'palette-classic'>> = {
  bargauge: 'thresholds',
  xychart: 'palette-classic',
};

function draft(
  type: string,
  panel: Described,
  custom: GraphStyle | XyStyle | undefined,
  resultFormat: Target['resultFormat'] = 'time_series',
): Draft {
  const { title, description, w, h = 8, unit, thresholds = [], queries, overrides = [] } = panel;
  const steps = [{ value: null, color: 'green' }, ...thresholds.map(([value, color]) => ({ value, color }))];
  const defaults: FieldDefaults = {
    unit,
    min: 0,
    thresholds: { mode: 'absolute', steps },
    color: { mode: COLOURS[type] ?? 'palette-classic-by-name' },
    ...('max' in panel ? { max: panel.max as number } : {}),
    ...('log' in panel && panel.log === true ? { min: 0.05 } : {}),
    ...(custom === undefined ? {} : { custom }),
  };
  return {
    type,
    title,
    description,
    size: { w, h },
    datasource: DATASOURCE,
    targets: queries.map(({ query, alias }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: DATASOURCE,
      query,
      rawQuery: true,
      resultFormat,
      ...(alias === undefined ? {} : { alias }),
    })),
    fieldConfig: { defaults, overrides },
  };
}
