import { compare } from './compare.ts';
import { live } from './live.ts';
import { machine } from './machine.ts';

/** What stands in grafana/provisioning/dashboards, by file name; `npm run dashboards` writes it. */
export function dashboardFiles(): Map<string, string> {
  return new Map(
    Object.entries({ live, compare, machine }).map(([name, dashboard]) => [
      `${name}.json`,
      `${shortLists(JSON.stringify(dashboard, null, 2))}\n`,
    ]),
  );
}

/** Lists of plain values on one line, as the formatter of this repository has them. */
function shortLists(json: string): string {
  return json.replace(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_list, values: string) => `[${values.replace(/\n\s+/g, ' ')}]`,
  );
}
