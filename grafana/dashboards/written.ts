import { compare } from './compare.ts';
import { live } from './live.ts';
import { machine } from './machine.ts';

/** What stands in grafana/provisioning/dashboards, by file name; `npm run dashboards` writes it. */
export function dashboardFiles(): Map<string, string> {
  return new Map(
    Object.entries({ live, compare, machine }).map(([name, dashboard]) => [
      `${name}.json`,
      `${JSON.stringify(dashboard, null, 2)}\n`,
    ]),
  );
}
