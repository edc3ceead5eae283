import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushParts } from '../../src/adapters/influx/push-parts.ts';
import { push } from '../../src/app/push.ts';
import type { Tags } from '../../src/domain/metrics/fields.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';
import { replay } from '../../src/domain/metrics/replay.ts';
import { type DashboardJson, queriesOf } from '../grafana/dashboard-json.ts';
import { expectedSeries, type Series, type Value } from '../grafana/expected-rows.ts';
import { ALL, type Chosen, fillQuery } from '../grafana/fill-query.ts';
import { type RecordedRun, record, recordedRun } from '../grafana/recorded-run.ts';
import { InfluxServer } from '../influx/influx-server.ts';
import { merged, type ParsedLine } from '../influx/line-parser.ts';

/**
 * Every query of every panel, annotation and variable, filled as Grafana fills it, against a real
 * InfluxDB that holds two real runs. LAB_TEST_RUNS names the folders of two others to use instead.
 */
const root = resolve(import.meta.dirname, '../../..');
const parts = pushParts({ database: 'framework_lab', token: null });
const dashboards = readdirSync(join(root, 'grafana/provisioning/dashboards'))
  .filter((name) => name.endsWith('.json'))
  .map(
    (name) =>
      JSON.parse(readFileSync(join(root, 'grafana/provisioning/dashboards', name), 'utf8')) as DashboardJson,
  );
const queries = dashboards.flatMap(queriesOf);

/**
 * Nothing to show on machines that do not tell, and of a noisy one on which no step was held. Where
 * there is something, it is demanded as everywhere.
 */
function mayBeEmpty(name: string): boolean {
  const held = runs.some(({ record: { steps } }) =>
    steps.some((step) => step.final && step.verdict === 'held'),
  );
  return /"(CPU frequency|Throttling)" A$/.test(name) || (/with a held step" A$/.test(name) && !held);
}

let scratch: string;
let influx: InfluxServer;
let runs: readonly [RecordedRun, RecordedRun];
let points: readonly ParsedLine[];
/** In the database when the first run had ended, and nobody had pushed it. */
let live: number;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'framework-lab-queries-'));
  influx = await InfluxServer.start();
  const [first, second] = process.env['LAB_TEST_RUNS']?.split(',') ?? [
    await record(scratch, ['--only', 'node-http,koa', '--influx', influx.url]),
    await record(scratch, ['--only', 'koa', '--rates', '400']),
  ];
  live = await influx.points().catch(() => 0);
  runs = [await recordedRun(first as string, parts), await recordedRun(second as string, parts)];
  for (const run of runs) {
    await push(parts, { ...run, url: influx.url }, () => undefined, new AbortController().signal);
  }
  points = [...merged(runs.flatMap(({ lines }) => lines)).values()];
}, 180_000);

afterAll(async () => {
  await influx?.[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

function chosen(variables: Chosen['variables'], intervalMs = 1000): Chosen {
  const times = points.map(({ atMs }) => atMs);
  const everything = {
    scenario: ALL,
    run: runs[0].record.id,
    other: runs[1].record.id,
    contender: ALL,
    generator: ALL,
  };
  return {
    variables: { ...everything, ...variables },
    fromMs: Math.min(...times) - 5000,
    toMs: Math.max(...times) + 5000,
    intervalMs,
  };
}

/** Series and rows in an order of their own, numbers but times to the digits that both sides keep. */
function comparable(series: readonly Series[]): unknown {
  const kept = (one: Value, column: number): Value =>
    typeof one === 'number' && column > 0 ? Number(one.toPrecision(9)) : one;
  const nameOf = (tags: Series['tags']): string => JSON.stringify(Object.entries(tags).sort());
  return series
    .map(({ tags, columns, rows }) => ({
      tags: nameOf(tags),
      columns,
      rows: rows.map((row) => JSON.stringify(row.map(kept))).sort(),
    }))
    .sort((a, b) => a.tags.localeCompare(b.tags));
}

async function check(query: string, choice: Chosen): Promise<number> {
  const filled = fillQuery(query, choice);
  const wanted = expectedSeries(filled, points);
  expect(comparable(await influx.query(filled)), filled).toEqual(comparable(wanted));
  return wanted.reduce((sum, { rows }) => sum + rows.length, 0);
}

it.skipIf(process.env['LAB_TEST_RUNS'] !== undefined)(
  'a run had sent all of its points when it ended',
  () => {
    expect(live).toBe(merged(runs[0].lines).size);
  },
);

describe('every query of every panel and annotation', () => {
  const asked = queries.filter(({ kind }) => kind !== 'variable');

  it.each(asked.map(({ name, query }) => [name, query]))(
    '%s gives what the run holds',
    async (name, query) => {
      const rows = await check(query, chosen({}));
      if (!mayBeEmpty(name)) expect(rows).toBeGreaterThan(0);
    },
  );

  it('gives the same runs in coarser intervals', async () => {
    for (const { query } of asked) await check(query, chosen({}, 10_000));
  });

  it('gives one contender, several, and those of one generator', async () => {
    for (const { query } of asked) {
      const koa = await check(query, chosen({ contender: ['koa'], generator: ['builtin'] }));
      const both = await check(
        query,
        chosen({ contender: ['koa', 'node-http'], generator: ['builtin', 'k6'] }),
      );
      expect(both).toBeGreaterThanOrEqual(koa);
      expect(await check(query, chosen({ contender: ['k.a'] }))).toBeLessThanOrEqual(koa);
    }
  });

  it('gives nothing of a run that is not chosen, and nothing outside of the time range', async () => {
    for (const { query } of asked) {
      expect(await check(query, chosen({ run: 'none', other: 'none' }))).toBe(0);
      if (!query.includes('$timeFilter')) continue;
      expect(await check(query, { ...chosen({}), fromMs: 1000, toMs: 2000 })).toBe(0);
    }
  });
});

describe('every variable', () => {
  const tags = (name: keyof Tags, of: (point: ParsedLine) => boolean): string[] =>
    [...new Set(points.filter(of).flatMap((one) => one.tags[name] ?? []))].sort();
  const values = async (name: string, choice: Chosen): Promise<string[]> => {
    const found = queries.filter((one) => one.kind === 'variable' && one.name.endsWith(` $${name}`));
    expect(found.length).toBeGreaterThan(0);
    const answers = await Promise.all(
      found.map(async ({ query }) =>
        (await influx.query(fillQuery(query, choice)))
          .flatMap(({ rows }) => rows.map(([, value]) => String(value)))
          .sort(),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    return answers[0] ?? [];
  };

  it('offers the scenarios and runs there are, the newest run first as Grafana sorts them', async () => {
    const ids = runs.map(({ record: { id } }) => id);
    expect(await values('scenario', chosen({}))).toEqual(['smoke']);
    expect(await values('run', chosen({}))).toEqual([...ids].sort());
    expect(await values('other', chosen({}))).toEqual([...ids].sort());
    expect(await values('run', chosen({ scenario: ['ramp'] }))).toEqual([]);
    const [older, newer] = runs.map(({ record: one }) => Date.parse(one.startedAt)) as [number, number];
    expect([...ids].sort().reverse()[0]).toBe(ids[newer > older ? 1 : 0]);
  });

  it('offers the contenders and the generators of the chosen run', async () => {
    for (const {
      record: { id },
    } of runs) {
      const choice = chosen({ run: id });
      expect(await values('contender', choice)).toEqual(tags('contender', (one) => one.tags['run'] === id));
      expect(await values('generator', choice)).toEqual(
        tags('generator', (one) => one.tags['run'] === id && one.measurement === 'lab_resource'),
      );
    }
  });
});

it.skipIf(process.env['LAB_TEST_RUNS'] !== undefined)(
  'the other files of a run give the same points as its own file of them',
  async () => {
    for (const { record: run, folder, lines } of runs) {
      const again = replay(await parts.storedRun(folder, run));
      expect(again.missing).toEqual([]);
      expect(merged(again.points.flatMap((one) => encodePoint(one) ?? []))).toEqual(merged(lines));
    }
  },
);

it('a push into an empty database restores all of it', async () => {
  const all = 'SELECT * FROM /^lab_/ GROUP BY *';
  const before = await influx.query(all);
  await influx.empty();
  await expect(influx.query(all)).rejects.toThrow('database not found');
  for (const run of runs) {
    const {
      points: sent,
      written,
      refused,
    } = await push(parts, { ...run, url: influx.url }, () => undefined, new AbortController().signal);
    expect([written, refused]).toEqual([sent, null]);
  }
  expect(await influx.query(all)).toEqual(before);
  expect(await influx.points()).toBe(points.length);
});
