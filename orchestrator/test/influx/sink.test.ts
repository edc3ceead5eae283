import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { influxSink } from '../../src/adapters/influx/influx-sink.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import type { MetricSink } from '../../src/ports/metric-sink.ts';
import { until } from '../process/lab-fixture.ts';
import { FakeInflux } from './fake-influx.ts';
import { merged } from './line-parser.ts';
import { at, second, shortRun } from './points-fixture.ts';

let folder: string;
let influx: FakeInflux;
let said: string[];
const file = (): string => join(folder, 'metrics.lp');
const spooled = (): string[] => readFileSync(file(), 'utf8').split('\n').slice(0, -1);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-influx-'));
  influx = await new FakeInflux().start();
  said = [];
});
afterEach(async () => {
  await influx.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<Parameters<typeof influxSink>[0]> = {}): MetricSink {
  const log = (line: string): void => void said.push(line);
  return influxSink({ file: file(), url: influx.url, database: 'lab', clock: systemClock, log, ...options });
}

function feed(sink: MetricSink, events: readonly LabEvent[] = shortRun()): void {
  for (const event of events) sink.take(event);
}

/** What the database holds is what the file holds, every point and field of it. */
function expectAllThere(): void {
  expect(influx.points).toEqual(merged(spooled()));
}

describe('the sink', () => {
  it('writes every point to its file and to the database, compressed, after making the database', async () => {
    const sink = open();
    feed(sink);
    const report = await sink.close();
    expect(report).toEqual({ points: spooled().length, written: spooled().length, problem: null });
    expectAllThere();
    expect(influx.queries).toEqual(['CREATE DATABASE "lab"']);
    expect(influx.paths.at(-1)).toBe('/write?db=lab&precision=ms');
    expect(influx.headers.at(-1)?.['content-encoding']).toBe('gzip');
    expect(said).toEqual([]);
  });

  it('keeps the file alone where no database was named', async () => {
    const sink = open({ url: null });
    feed(sink);
    expect(await sink.close()).toEqual({ points: spooled().length, written: 0, problem: null });
    expect(spooled().length).toBeGreaterThan(15);
    expect(influx.paths).toEqual([]);
  });

  it('sends while the run goes on', async () => {
    const sink = open();
    feed(sink, shortRun().slice(0, 3));
    await until(() => influx.taken.length > 0);
    feed(sink, shortRun().slice(3));
    await sink.close();
  });

  it('loses nothing when the database is down at first, goes down in the middle, and comes back', async () => {
    const [early, middle, late] = [shortRun().slice(0, 3), shortRun().slice(3, 6), shortRun().slice(6)];
    await influx.stop();
    const sink = open();
    feed(sink, early);
    await until(() => said.length > 0);
    expect(said[0]).toMatch(/ECONNREFUSED; points are kept and sent later/);
    await influx.start();
    await until(() => influx.taken.length > 0);
    await influx.stop();
    feed(sink, middle);
    await until(() => said.length > 2);
    await influx.start();
    feed(sink, late);
    const report = await sink.close();
    expect(report).toEqual({ points: spooled().length, written: spooled().length, problem: null });
    expectAllThere();
    // One line when it goes, one when it is back.
    expect(said.map((line) => /again/.test(line))).toEqual([false, true, false, true]);
  });

  it('sends a batch again whose answer was lost, and nothing is doubled', async () => {
    let lost = 0;
    influx.answer = (lines, response) => {
      if (lost++ > 0) return influx.accept(lines, response);
      influx.taken.push(...lines);
      response.destroy();
    };
    const sink = open();
    feed(sink);
    const report = await sink.close();
    expect(report.written).toBe(report.points);
    expect(influx.taken.length).toBeGreaterThan(report.points);
    expectAllThere();
  });

  it('tries again after 503, and makes a database that is gone', async () => {
    const replies = [FakeInflux.refuse(503, 'busy'), FakeInflux.refuse(404, 'database not found: "lab"')];
    influx.answer = (lines, response) =>
      (replies.shift() ?? ((l, r) => influx.accept(l, r)))(lines, response);
    const sink = open();
    feed(sink);
    const report = await sink.close();
    expect(report).toMatchObject({ written: report.points, problem: null });
    expect(influx.queries).toHaveLength(2);
    expectAllThere();
  });

  it('reports a partial write once, in the database’s words, and does not try it again', async () => {
    const words =
      'partial write: field type conflict: input field "rss_mb" is type float, already exists as type integer dropped=2';
    influx.answer = (lines, response) => {
      influx.answer = (more, other) => influx.accept(more, other);
      influx.taken.push(...lines);
      FakeInflux.refuse(400, words)(lines, response);
    };
    const sink = open();
    feed(sink, shortRun().slice(0, 6));
    await until(() => influx.batches.length > 0);
    feed(sink, shortRun().slice(6));
    const report = await sink.close();
    expect(report.written).toBe(report.points - 2);
    expect(report.problem).toBe(`InfluxDB refused 2 of ${report.points} points: ${words}`);
    expect(influx.taken).toEqual(spooled());
    expect(said).toEqual([expect.stringContaining('already exists as type integer')]);
  });

  it('finds the one line that a database refuses a whole batch for', async () => {
    influx.answer = (lines, response) =>
      lines.some((line) => line.includes('kind=verdict'))
        ? FakeInflux.refuse(400, 'unable to parse')(lines, response)
        : influx.accept(lines, response);
    const sink = open();
    feed(sink);
    const report = await sink.close();
    expect(report.written).toBe(report.points - 1);
    expect(report.problem).toContain('refused 1 of');
    expect(influx.points).toEqual(merged(spooled().filter((line) => !line.includes('kind=verdict'))));
  });

  it('gives up a batch that is refused line by line, and goes on', async () => {
    influx.answer = FakeInflux.refuse(400, 'no');
    const sink = open();
    feed(
      sink,
      Array.from({ length: 400 }, (_, i) => at(i, second(i, i))).toSpliced(0, 0, shortRun()[0] as LabEvent),
    );
    const report = await sink.close();
    expect(report.written).toBe(0);
    expect(influx.batches.length).toBeLessThan(300);
  });

  it('is not held up by a database that never answers', async () => {
    influx.answer = () => undefined;
    const sink = open({ graceMs: 300 });
    const before = performance.now();
    feed(sink);
    // Taking is arithmetic and a list; a second for it would mean that it waited.
    expect(performance.now() - before).toBeLessThan(1000);
    const report = await sink.close();
    expect(report.written).toBe(0);
    expect(report.problem).toMatch(
      new RegExp(`^${report.points} of ${report.points} points wait in metrics.lp: .*no answer in time`),
    );
    expect(spooled()).toHaveLength(report.points);
  });

  it('says who refused it without saying how it asked', async () => {
    influx.answer = FakeInflux.refuse(401, 'authorization failed');
    const url = influx.url.replace('//', '//lab:hunter2@');
    const sink = open({ url, graceMs: 300 });
    feed(sink);
    await until(() => said.length > 0);
    const report = await sink.close();
    expect(influx.headers.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('lab:hunter2').toString('base64')}`,
    );
    expect(`${report.problem} ${said}`).toContain('authorization failed');
    expect(`${report.problem} ${said} ${spooled()}`).not.toContain('hunter2');
  });

  it('sends a token as a header, and stores it nowhere', async () => {
    const sink = open({ token: 's3cret' });
    feed(sink);
    const report = await sink.close();
    expect(influx.headers.at(-1)?.authorization).toBe('Token s3cret');
    expect(`${report.problem} ${said} ${spooled()}`).not.toContain('s3cret');
  });

  it('continues the file of a run that was killed, without its torn last line', async () => {
    const first = open({ url: null });
    feed(first, shortRun().slice(0, 5));
    const { points } = await first.close();
    appendFileSync(file(), 'lab_second,run=x p50_ms=1,p9');
    const second_ = open();
    feed(second_, shortRun());
    const report = await second_.close();
    expect(report.points).toBeGreaterThan(points);
    expect(report.written).toBe(report.points);
    expectAllThere();
  });

  it('ends its metrics, and nothing else, where the disk takes none', async () => {
    const sink = influxSink({
      file: '/dev/full',
      url: null,
      database: 'lab',
      clock: systemClock,
      log: () => undefined,
    });
    feed(sink);
    const report = await sink.close();
    expect(report.problem).toBe('/dev/full could not be written: no room left');
    expect(report.points).toBeGreaterThan(15);
    const missing = influxSink({
      file: join(folder, 'no/such/metrics.lp'),
      url: influx.url,
      database: 'lab',
      clock: systemClock,
      log: () => undefined,
    });
    feed(missing);
    expect((await missing.close()).problem).toContain('ENOENT');
  });

  it('survives an event that makes no sense', async () => {
    const sink = open();
    feed(sink, shortRun().slice(0, 3));
    sink.take({ type: 'step-finished', atMs: 1, wallMs: 1 } as unknown as LabEvent);
    feed(sink, shortRun().slice(3));
    const report = await sink.close();
    expect(report.written).toBe(report.points);
    expect(report.problem).toMatch(/^an event could not be turned into points/);
  });

  it('sends a file of many batches in bounded pieces', async () => {
    const [line = ''] = ['lab_second,run=x,contender=koa p50_ms=1,p90_ms=2,p99_ms=3'];
    writeFileSync(
      file(),
      Array.from({ length: 23_456 }, (_, i) => `${line} ${1_800_000_000_000 + i}\n`).join(''),
    );
    const sink = open();
    const report = await sink.close();
    expect(report).toEqual({ points: 23_456, written: 23_456, problem: null });
    expect(influx.batches).toEqual([5000, 5000, 5000, 5000, 3456]);
    expect(influx.points.size).toBe(23_456);
  });
});
