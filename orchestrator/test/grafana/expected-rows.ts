import { TAGS } from '../../src/domain/metrics/fields.ts';
import type { ParsedLine } from '../influx/line-parser.ts';

export type Value = number | string | boolean | null;

/** One series of an answer: its tags, and its rows without their order. */
export interface Series {
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

interface Selected {
  readonly aggregate: 'mean' | 'max' | null;
  readonly field: string;
  readonly name: string;
}

/**
 * What a filled query has to give, worked out from the points themselves. It knows just the queries
 * that the dashboards have, and throws at any other: then it has to learn it, and not to guess.
 */
export function expectedSeries(query: string, points: readonly ParsedLine[]): Series[] {
  const match = /^SELECT (.+?) FROM "(\w+)" WHERE (.+?)(?: GROUP BY (.+?))?( fill\(none\))?$/.exec(query);
  if (match === null) throw new Error(`a query of a new kind: ${query}`);
  const [, select = '', measurement, where = '', groups = ''] = match;
  const selected = select.split(', ').map(parseSelected);
  const conditions = where.split(' AND ').map(parseCondition);
  const groupTags = [...groups.matchAll(/"(\w+)"/g)].map(([, tag]) => tag as string);
  const intervalMs = Number(/time\((\d+)s\)/.exec(groups)?.[1] ?? 0) * 1000;
  const kept = points.filter(
    (one) =>
      one.measurement === measurement &&
      conditions.every((holds) => holds(one)) &&
      selected.some(({ field }) => one.fields[field] !== undefined),
  );
  const byTags = Map.groupBy(kept, ({ tags }) => JSON.stringify(groupTags.map((tag) => tags[tag] ?? '')));
  return [...byTags.values()].map((group) => ({
    tags: Object.fromEntries(groupTags.map((tag) => [tag, group[0]?.tags[tag] ?? ''])),
    columns: ['time', ...selected.map(({ name }) => name)],
    rows: rowsOf(group, selected, intervalMs),
  }));
}

function rowsOf(group: readonly ParsedLine[], selected: readonly Selected[], intervalMs: number): Value[][] {
  if (selected.every(({ aggregate }) => aggregate === null)) {
    return group.map((one) => [one.atMs, ...selected.map(({ field }) => one.fields[field]?.value ?? null)]);
  }
  // The highest of all stands at its own time, the first where there are several.
  const [only] = selected;
  if (intervalMs === 0 && only?.aggregate === 'max') {
    const byTime = [...group].sort((a, b) => a.atMs - b.atMs);
    const most = aggregated(only, byTime);
    return [[byTime.find(({ fields }) => fields[only.field]?.value === most)?.atMs ?? 0, most]];
  }
  const start = (atMs: number): number => Math.floor(atMs / intervalMs) * intervalMs;
  const buckets = Map.groupBy(group, ({ atMs }) => start(atMs));
  return [...buckets].map(([atMs, some]) => [atMs, ...selected.map((column) => aggregated(column, some))]);
}

function aggregated({ aggregate, field }: Selected, points: readonly ParsedLine[]): number | null {
  const values = points.flatMap(({ fields }) =>
    fields[field] === undefined ? [] : Number(fields[field].value),
  );
  if (values.length === 0) return null;
  if (aggregate === 'max') return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function parseSelected(text: string): Selected {
  const match = /^(?:(mean|max)\()?"(\w+)"\)?(?: AS "([^"]+)")?$/.exec(text);
  if (match === null) throw new Error(`a selection of a new kind: ${text}`);
  const [, aggregate, field = '', name = field] = match;
  return { aggregate: (aggregate as 'mean' | 'max' | undefined) ?? null, field, name };
}

function parseCondition(text: string): (point: ParsedLine) => boolean {
  const time = /^time >= (\d+)ms and time <= (\d+)ms$/.exec(text);
  if (time !== null) return ({ atMs }) => atMs >= Number(time[1]) && atMs <= Number(time[2]);
  const match = /^"(\w+)" (=~|=) (?:\/(.*)\/|'(.*)'|(\d+|true|false))$/.exec(text);
  if (match === null) throw new Error(`a condition of a new kind: ${text}`);
  const [, name = '', , pattern, word, literal] = match;
  const textOf = (point: ParsedLine): string =>
    (TAGS as readonly string[]).includes(name)
      ? (point.tags[name as never] ?? '')
      : String(point.fields[name]?.value);
  if (pattern !== undefined) {
    const regex = new RegExp(pattern);
    return (point) => regex.test(textOf(point));
  }
  return (point) => textOf(point) === (word ?? literal);
}
