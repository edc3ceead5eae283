import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { influxSink } from '../../src/adapters/influx/influx-sink.ts';
import { pushParts } from '../../src/adapters/influx/push-parts.ts';
import { push } from '../../src/app/push.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import { FIELDS, type Measurement, point } from '../../src/domain/metrics/fields.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { MetricSink } from '../../src/ports/metric-sink.ts';
import { InfluxServer } from '../influx/influx-server.ts';
import { merged, parseLine } from '../influx/line-parser.ts';
import { at, second, shortRun, WALL_MS } from '../influx/points-fixture.ts';
import { until } from '../process/lab-fixture.ts';

let influx: InfluxServer;
let folder: string;
beforeAll(async () => {
  influx = await InfluxServer.start();
});
afterAll(async () => {
  await influx[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await influx.empty();
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-influx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'metrics.lp');
const spooled = (): string[] => readFileSync(file(), 'utf8').split('\n').slice(0, -1);

function open(said: string[] = [], url: string | null = influx.url): MetricSink {
  return influxSink({
    file: file(),
    url,
    database: 'framework_lab',
    clock: systemClock,
    log: (line) => void said.push(line),
  });
}

/** Seconds of a long step, to be fed as slowly as the test likes. */
function seconds(from: number, to: number): LabEvent[] {
  return Array.from({ length: to - from }, (_, i) => at(10 + from + i, second(from + i, (from + i) * 1000)));
}

it('has every field accepted with the type that the table says', async () => {
  const samples = { float: 1, integer: 1, string: 'x', boolean: true } as const;
  const lines = Object.entries(FIELDS).flatMap(([measurement, types]) => {
    const fields = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, samples[type]]));
    return encodePoint({ measurement: measurement as Measurement, tags: {}, fields, atMs: 1 }) ?? [];
  });
  await influx.write(lines.join('\n'));
  for (const [measurement, types] of Object.entries(FIELDS)) {
    const [series] = await influx.query(`SHOW FIELD KEYS FROM "${measurement}"`);
    expect(Object.fromEntries(series?.rows ?? [])).toEqual(types);
  }
});

it('reads names and texts back as they were, whatever stands in them', async () => {
  const contenders = [
    'a b',
    'a,b',
    'a=b',
    '"a"',
    'a\\b',
    'a\\,b',
    'ends\\',
    'µ日🚀',
    "it's",
    'a\nb',
    '#',
    'a/b|c.d',
  ];
  const texts = ['"quoted"', '\\', 'a\\"b', 'two\nlines', '日本', 'a,b c=d', ''];
  const lines = contenders.flatMap((contender, i) =>
    texts.flatMap(
      (text, k) =>
        encodePoint(point('lab_event', { contender }, { title: 'x', text }, i * 100 + k + 1)) ?? [],
    ),
  );
  await influx.write(lines.join('\n'));
  const series = await influx.query('SELECT "text" FROM "lab_event" GROUP BY "contender"');
  const held = new Map(series.map(({ tags, rows }) => [tags['contender'], rows.map(([, text]) => text)]));
  const wanted = Map.groupBy(lines.map(parseLine), ({ tags }) => tags['contender']);
  expect(new Set(held.keys())).toEqual(new Set(wanted.keys()));
  for (const [contender, points] of wanted) {
    expect(held.get(contender), contender).toEqual(points.map(({ fields }) => fields['text']?.value));
  }
});

it('loses nothing when InfluxDB is stopped in the middle of a run and started again', async () => {
  const said: string[] = [];
  const sink = open(said);
  for (const event of [...shortRun().slice(0, 5), ...seconds(0, 20)]) sink.take(event);
  await until(async () => (await influx.points().catch(() => 0)) > 0);
  await influx.stop();
  for (const event of seconds(20, 60)) sink.take(event);
  await until(() => said.length > 0);
  await influx.startAgain();
  for (const event of seconds(60, 80)) sink.take(event);
  const report = await sink.close();
  expect(report).toMatchObject({ problem: null, written: report.points });
  expect(report.points).toBe(spooled().length);
  expect(await influx.points()).toBe(merged(spooled()).size);
});

it('says in the database’s words which points have a wrong type, and writes the others', async () => {
  // Types are fixed by shard: another week has its own.
  await influx.write(`lab_resource,role=server rss_mb=1i ${WALL_MS}`);
  const sink = open();
  for (const event of shortRun()) sink.take(event);
  const report = await sink.close();
  const isWrong = (line: string): boolean => line.includes(',rss_mb=');
  const wrong = spooled().filter(isWrong).length;
  expect(wrong).toBeGreaterThan(2);
  expect(report.problem).toMatch(/field type conflict: input field "rss_mb"/);
  expect(report.written).toBe(report.points - wrong);
  const rest = merged(spooled().filter((line) => !isWrong(line))).size;
  expect(await influx.points()).toBe(rest + 1);
});

it('pushes a run that InfluxDB never saw, and again without doubling a point', async () => {
  const sink = open([], null);
  for (const event of shortRun()) sink.take(event);
  await sink.close();
  const record = shortRun().flatMap((event) =>
    event.type === 'run-finished' ? [event.record] : [],
  )[0] as RunRecord;
  const parts = pushParts({ database: 'framework_lab', token: null });
  const pushed = () =>
    push(parts, { folder, record, url: influx.url }, () => undefined, new AbortController().signal);
  const first = await pushed();
  expect(first).toMatchObject({ points: spooled().length, written: spooled().length, refused: null });
  const held = await influx.query('SELECT * FROM /^lab_/ GROUP BY *');
  expect(await influx.points()).toBe(merged(spooled()).size);
  expect(await pushed()).toEqual(first);
  expect(await influx.query('SELECT * FROM /^lab_/ GROUP BY *')).toEqual(held);
});
