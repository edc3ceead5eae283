import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/domain/events.ts';
import { until } from '../process/lab-fixture.ts';
import { FakeInflux } from './fake-influx.ts';
import { at, second, shortRun } from './points-fixture.ts';
import { feed, SinkFixture } from './sink-fixture.ts';

const lab = SinkFixture.forEachTest();

describe('the sink at its limits', () => {
  it('gives up a batch that is refused line by line, and goes on', async () => {
    lab.influx.answer = FakeInflux.refuse(400, 'no');
    const sink = lab.open();
    feed(
      sink,
      Array.from({ length: 400 }, (_, i) => at(i, second(i, i))).toSpliced(0, 0, shortRun()[0] as LabEvent),
    );
    const report = await sink.close();
    expect(report.written).toBe(0);
    expect(lab.influx.batches.length).toBeLessThan(300);
  });

  it('is not held up by a database that never answers', async () => {
    lab.influx.answer = () => undefined;
    const sink = lab.open({ graceMs: 300 });
    const before = performance.now();
    feed(sink);
    // Taking is arithmetic and a list; a second for it would mean that it waited.
    expect(performance.now() - before).toBeLessThan(1000);
    const report = await sink.close();
    expect(report.written).toBe(0);
    expect(report.problem).toMatch(
      new RegExp(`^${report.points} of ${report.points} points wait in metrics.lp: .*no answer in time`),
    );
    expect(lab.spooled()).toHaveLength(report.points);
  });

  it('says who refused it without saying how it asked', async () => {
    lab.influx.answer = FakeInflux.refuse(401, 'authorization failed');
    const url = lab.influx.url.replace('//', '//lab:hunter2@');
    const sink = lab.open({ url, graceMs: 300 });
    feed(sink);
    await until(() => lab.said.length > 0);
    const report = await sink.close();
    expect(lab.influx.headers.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('lab:hunter2').toString('base64')}`,
    );
    expect(`${report.problem} ${lab.said}`).toContain('authorization failed');
    expect(`${report.problem} ${lab.said} ${lab.spooled()}`).not.toContain('hunter2');
  });

  it('sends a token as a header, and stores it nowhere', async () => {
    const sink = lab.open({ token: 's3cret' });
    feed(sink);
    const report = await sink.close();
    expect(lab.influx.headers.at(-1)?.authorization).toBe('Token s3cret');
    expect(`${report.problem} ${lab.said} ${lab.spooled()}`).not.toContain('s3cret');
  });

  it('continues the file of a run that was killed, without its torn last line', async () => {
    const first = lab.open({ url: null });
    feed(first, shortRun().slice(0, 5));
    const { points } = await first.close();
    appendFileSync(lab.file, 'lab_second,run=x p50_ms=1,p9');
    const second_ = lab.open();
    feed(second_, shortRun());
    const report = await second_.close();
    expect(report.points).toBeGreaterThan(points);
    expect(report.written).toBe(report.points);
    lab.expectAllThere();
  });

  it('ends its metrics, and nothing else, where the disk takes none', async () => {
    const sink = lab.open({ file: '/dev/full', url: null });
    feed(sink);
    const report = await sink.close();
    expect(report.problem).toBe('/dev/full could not be written: no room left');
    expect(report.points).toBeGreaterThan(15);
    const missing = lab.open({ file: join(lab.folder, 'no/such/metrics.lp') });
    feed(missing);
    expect((await missing.close()).problem).toContain('ENOENT');
  });

  it('survives an event that makes no sense', async () => {
    const sink = lab.open();
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
      lab.file,
      Array.from({ length: 23_456 }, (_, i) => `${line} ${1_800_000_000_000 + i}\n`).join(''),
    );
    const sink = lab.open();
    const report = await sink.close();
    expect(report).toEqual({ points: 23_456, written: 23_456, problem: null });
    expect(lab.influx.batches).toEqual([5000, 5000, 5000, 5000, 3456]);
    expect(lab.influx.points.size).toBe(23_456);
  });
});
