/** What somebody has chosen in a dashboard, and the span of its charts. */
export interface Chosen {
  readonly variables: Readonly<Record<string, string | readonly string[]>>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
}

/** All of a variable whose `allValue` is `.*`: put in as it is, whatever the format. */
export const ALL = '.*';

/**
 * Fills a query as Grafana does: formats `raw` and `regex` of its template service (a single value
 * escaped; several in parentheses; a custom all value never formatted), then, in the data source's
 * backend, `$timeFilter` and `$__interval` as milliseconds and whole units.
 */
export function fillQuery(query: string, { variables, fromMs, toMs, intervalMs }: Chosen): string {
  return query
    .replace(/\$\{(\w+):(raw|regex)\}/g, (_whole, name: string, format: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`nothing chosen for ${name}`);
      if (format === 'raw' || value === ALL) return String(value);
      if (typeof value === 'string') return escaped(value);
      return value.length === 1 ? escaped(value[0] as string) : `(${value.map(escaped).join('|')})`;
    })
    .replaceAll('$timeFilter', `time >= ${fromMs}ms and time <= ${toMs}ms`)
    .replaceAll('$__interval', `${intervalMs / 1000}s`);
}

function escaped(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}
