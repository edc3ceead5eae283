import type { FIELDS, Measurement, TAGS } from '@framework-lab/orchestrator/domain/metrics/fields';

type Field<M extends Measurement> = Extract<keyof (typeof FIELDS)[M], string>;
type Tag = (typeof TAGS)[number];

/** Fields by the name they get in the chart; a field that no point has does not compile. */
export type Columns<M extends Measurement> = Readonly<Record<string, Field<M>>>;

export interface From<M extends Measurement> {
  readonly measurement: M;
  readonly where: readonly string[];
  readonly by?: readonly Tag[];
}

/**
 * One value for each interval of the chart: `max` for what must not be averaged (percentiles; the
 * worst second stands for its interval), `mean` for rates and shares.
 */
export function perInterval<M extends Measurement>(
  aggregate: 'mean' | 'max',
  columns: Columns<M>,
  { measurement, where, by = [] }: From<M>,
): string {
  const selected = Object.entries(columns).map(([name, field]) => `${aggregate}("${field}") AS "${name}"`);
  const groups = ['time($__interval)', ...by.map(quoted)].join(', ');
  return `SELECT ${selected.join(', ')} FROM "${measurement}" WHERE ${[...where, '$timeFilter'].join(' AND ')} GROUP BY ${groups} fill(none)`;
}

/** The points as they are, whatever the time range: a run is chosen by its id. */
export function rows<M extends Measurement>(
  columns: Columns<M>,
  { measurement, where, by = [] }: From<M>,
): string {
  const selected = Object.entries(columns).map(([name, field]) => `"${field}" AS "${name}"`);
  const groups = by.length === 0 ? '' : ` GROUP BY ${by.map(quoted).join(', ')}`;
  return `SELECT ${selected.join(', ')} FROM "${measurement}" WHERE ${where.join(' AND ')}${groups}`;
}

/** The highest of all, one for each group. */
export function highest<M extends Measurement>(
  name: string,
  field: Field<M>,
  { measurement, where, by = [] }: From<M>,
): string {
  return `SELECT max("${field}") AS "${name}" FROM "${measurement}" WHERE ${where.join(' AND ')} GROUP BY ${by.map(quoted).join(', ')}`;
}

/** What Grafana puts in: one value as it is, or a pattern that stands for all that were chosen. */
const one = (name: string): string => `\${${name}:raw}`;
const anyOf = (name: string): string => `/^\${${name}:regex}$/`;

export const ITS_RUN = `"run" = '${one('run')}'`;
export const BOTH_RUNS = `"run" =~ /^(\${run:regex}|\${other:regex})$/`;
export const CHOSEN_CONTENDERS = `"contender" =~ ${anyOf('contender')}`;
export const CHOSEN_GENERATORS = `"generator" =~ ${anyOf('generator')}`;
export const CHOSEN_SCENARIOS = `"scenario" =~ ${anyOf('scenario')}`;
/** What most panels show. */
export const CHOSEN = [ITS_RUN, CHOSEN_CONTENDERS, CHOSEN_GENERATORS] as const;
/** Steps that no later attempt replaced, of one run or of two. */
export const FINAL = '"final" = true';
export const HELD = '"verdict_code" = 3';

export function role(name: 'server' | 'generator' | 'host'): string {
  return `"role" = '${name}'`;
}

export function tagValues(tag: Tag, measurement: Measurement, where?: string): string {
  return `SHOW TAG VALUES FROM "${measurement}" WITH KEY = "${tag}"${where === undefined ? '' : ` WHERE ${where}`}`;
}

function quoted(name: string): string {
  return `"${name}"`;
}
