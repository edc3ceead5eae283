import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardFiles } from '../../../grafana/dashboards/written.ts';
import { DASHBOARD_UIDS } from '../../src/domain/metrics/grafana-link.ts';
import type { DashboardJson, PanelJson } from './dashboard-json.ts';
import { queriesOf } from './dashboard-json.ts';

const provisioning = resolve(import.meta.dirname, '../../../grafana/provisioning');
const folder = join(provisioning, 'dashboards');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const dashboards = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DashboardJson);
const datasource = parse(readFileSync(join(provisioning, 'datasources/influxdb.yaml'), 'utf8'))
  .datasources[0];

describe('the provisioned dashboards', () => {
  it('are what grafana/dashboards makes (npm run dashboards writes them)', () => {
    expect(files.sort()).toEqual([...dashboardFiles().keys()].sort());
    for (const [name, text] of dashboardFiles())
      expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
  });

  it('have the addresses that links use', () => {
    expect(dashboards.map(({ uid }) => uid).sort()).toEqual(Object.values(DASHBOARD_UIDS).sort());
    expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length);
  });

  it('refresh every two seconds only where something goes on', () => {
    const refresh = Object.fromEntries(dashboards.map(({ uid, refresh: every }) => [uid, every]));
    expect(refresh).toEqual({
      [DASHBOARD_UIDS.live]: '2s',
      [DASHBOARD_UIDS.compare]: '',
      [DASHBOARD_UIDS.machine]: '10s',
    });
  });
});

describe.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))('%s', (_uid, dashboard) => {
  const dataPanels = dashboard.panels.filter(({ type }) => type !== 'text');

  it('is classic JSON of the schema that Grafana 13 reads, and not editable', () => {
    expect(dashboard.schemaVersion).toBe(42);
    expect(dashboard.editable).toBe(false);
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('apiVersion');
  });

  it('has panels with numbers of their own, on a grid without overlap', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id) && id > 0)).toBe(true);
    const taken = new Map<string, number>();
    for (const { id, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, `panel ${id}`).toBeLessThanOrEqual(24);
      expect(Math.min(gridPos.w, gridPos.h), `panel ${id}`).toBeGreaterThan(0);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`), `panel ${id} at ${x}, ${y}`).toBeUndefined();
          taken.set(`${x} ${y}`, id);
        }
      }
    }
  });

  it('names its data source in every panel, target, variable and annotation', () => {
    const ref = { type: datasource.type, uid: datasource.uid };
    for (const panel of dashboard.panels) {
      expect(panel.datasource, panel.title).toEqual(ref);
      for (const target of panel.targets ?? []) expect(target.datasource, panel.title).toEqual(ref);
    }
    for (const variable of dashboard.templating.list) expect(variable.datasource, variable.name).toEqual(ref);
    for (const annotation of dashboard.annotations.list) {
      expect(annotation.datasource, annotation.name).toEqual(ref);
      expect(annotation.target.datasource, annotation.name).toEqual(ref);
    }
  });

  it('has raw InfluxQL in every target, under a letter of its own', () => {
    for (const { title, targets = [] } of dataPanels) {
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const target of targets) {
        expect(target, title).toMatchObject({ rawQuery: true });
        expect(target.query, title).toMatch(/^SELECT .* FROM "lab_\w+" WHERE /);
        expect(['time_series', 'table'], title).toContain(target.resultFormat);
      }
    }
  });

  it('uses no variable that it does not have, and none of provisioning files', () => {
    const own = dashboard.templating.list.map(({ name }) => name);
    const known = new Set([
      ...own.flatMap((name) => [`\${${name}:raw}`, `\${${name}:regex}`]),
      '$timeFilter',
      '$__interval',
    ]);
    for (const { name, query } of queriesOf(dashboard)) {
      const used = query.match(/\$(\{[^}]*\}|\w+)/g)?.filter((variable) => !known.has(variable)) ?? [];
      expect(used, name).toEqual([]);
    }
    const elsewhere = JSON.stringify(dashboard, (key, value: unknown) =>
      ['query', 'definition', 'alias'].includes(key) ? '' : value,
    );
    // Labels of series may use $tag_… and $col; the choice of all is $__all; a lone $ ends a pattern.
    expect(elsewhere.match(/\$(?!__all)[\w{]\w*/g) ?? []).toEqual([]);
    for (const { alias = '' } of dashboard.panels.flatMap(({ targets = [] }) => targets)) {
      expect(alias.replace(/\$(col|tag_\w+)/g, '')).not.toContain('$');
    }
  });

  it('lets choose run, scenario, contender and generator; the run is the newest until somebody does', () => {
    const byName = new Map(dashboard.templating.list.map((variable) => [variable.name, variable]));
    expect([...byName.keys()]).toEqual(expect.arrayContaining(['run', 'scenario', 'contender', 'generator']));
    expect(byName.get('run')).toMatchObject({ multi: false, includeAll: false, current: {}, sort: 2 });
    expect(byName.get('contender')).toMatchObject({ multi: true, includeAll: true, allValue: '.*' });
    // A variable may ask only for those before it.
    const seen = new Set<string>();
    for (const { name, query } of dashboard.templating.list) {
      for (const [, used] of query.matchAll(/\$\{(\w+):/g)) expect(seen, name).toContain(used);
      seen.add(name);
    }
  });

  it('says of each panel what it shows, in which unit, and from where on it is bad', () => {
    for (const panel of dataPanels) {
      expect(panel.description.length, panel.title).toBeGreaterThan(20);
      const { defaults } = panel.fieldConfig;
      expect(defaults.unit, panel.title).toMatch(/^\S+$/);
      expect(defaults.thresholds.steps[0], panel.title).toEqual({ value: null, color: 'green' });
      const values = defaults.thresholds.steps.slice(1).map(({ value }) => value as number);
      expect(values, panel.title).toEqual([...values].sort((a, b) => a - b));
    }
  });
});

describe('what each dashboard has to show', () => {
  const panel = (uid: string, title: string | RegExp): PanelJson => {
    const found = dashboards
      .find((one) => one.uid === uid)
      ?.panels.find((one) => one.title.match(title) !== null);
    if (found === undefined) throw new Error(`no panel ${title} in ${uid}`);
    return found;
  };
  const { live, compare, machine } = DASHBOARD_UIDS;

  it('shows latency on a log axis with the objective as a line of its own', () => {
    const latency = panel(live, /^Latency/);
    expect(latency.fieldConfig.defaults.custom?.['scaleDistribution']).toEqual({ type: 'log', log: 10 });
    expect(latency.targets?.some(({ query }) => query.includes('"objective_ms"'))).toBe(true);
    const [override] = latency.fieldConfig.overrides;
    expect(override?.matcher.options).toBe('/objective$/');
    expect(override?.properties).toContainEqual({ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } });
  });

  it('has the panels that the lab promises', () => {
    const promised: readonly (readonly [string, RegExp])[] = [
      [live, /^Offered against achieved/],
      [live, /^Not achieved/],
      [live, /^Statuses/],
      [live, /^CPU by role/],
      [live, /^Resident memory/],
      [live, /^Event loop/],
      [live, /^As the service counts/],
      [compare, /^Highest rate with a held step/],
      [compare, /^p99 against/],
      [compare, /^Service CPU per request/],
      [compare, /^Both runs: p99/],
      [machine, /^Stolen and foreign/],
      [machine, /^CPU frequency/],
      [machine, /^Throttling/],
      [machine, /^Soft interrupts/],
      [machine, /^Load average/],
    ];
    for (const [uid, title] of promised) expect(panel(uid, title)).toBeDefined();
    const steps = panel(live, /^As the service counts/);
    expect(steps.description).toContain('k6');
  });

  it('gives the XY charts what they read: x first, one table, the palette by index', () => {
    const charts = dashboards.flatMap(({ panels }) => panels.filter(({ type }) => type === 'xychart'));
    expect(charts.length).toBeGreaterThan(5);
    for (const { title, targets = [], fieldConfig } of charts) {
      expect(
        targets.map(({ resultFormat }) => resultFormat),
        title,
      ).toEqual(['table']);
      expect(targets[0]?.query, title).toMatch(/^SELECT "offered_per_s" AS "offered", /);
      expect(fieldConfig.defaults.color, title).toEqual({ mode: 'palette-classic' });
    }
  });

  it('annotates runs, launches, steps and verdicts where time is an axis', () => {
    for (const dashboard of dashboards) {
      const names = dashboard.annotations.list.map(({ name }) => name);
      expect(names).toEqual(dashboard.uid === compare ? [] : ['Run', 'Launches', 'Steps', 'Verdicts']);
      for (const { target } of dashboard.annotations.list) {
        expect(target).toMatchObject({ fromAnnotations: true, textColumn: 'text', tagsColumn: 'tags' });
      }
    }
  });
});

describe('provisioning', () => {
  it('gives the data source a fixed uid and the database where Grafana 13 looks for it', () => {
    expect(datasource).toMatchObject({
      type: 'influxdb',
      uid: 'framework-lab-influxdb',
      url: 'http://influxdb:8086',
      editable: false,
      jsonData: { dbName: 'framework_lab', httpMode: 'POST', timeInterval: '1s' },
    });
    expect(datasource).not.toHaveProperty('database');
  });

  it('provides the folder that the dashboards are in', () => {
    const { providers } = parse(readFileSync(join(folder, 'framework-lab.yaml'), 'utf8'));
    expect(providers).toHaveLength(1);
    expect(providers[0].options.path).toBe('/etc/grafana/provisioning/dashboards');
  });
});
