import { describe, expect, it } from 'vitest';
import { until } from '../process/lab-fixture.ts';
import { FakeInflux } from './fake-influx.ts';
import { merged } from './line-parser.ts';
import { shortRun } from './points-fixture.ts';
import { feed, SinkFixture } from './sink-fixture.ts';

const lab = SinkFixture.forEachTest();

describe('the sink and its database', () => {
  it('writes every point to its file and to the database, compressed, after making the database', async () => {
    const sink = lab.open();
    feed(sink);
    const report = await sink.close();
    expect(report).toEqual({ points: lab.spooled().length, written: lab.spooled().length, problem: null });
    lab.expectAllThere();
    expect(lab.influx.queries).toEqual(['CREATE DATABASE "lab"']);
    expect(lab.influx.paths.at(-1)).toBe('/write?db=lab&precision=ms');
    expect(lab.influx.headers.at(-1)?.['content-encoding']).toBe('gzip');
    expect(lab.said).toEqual([]);
  });

  it('keeps the file alone where no database was named', async () => {
    const sink = lab.open({ url: null });
    feed(sink);
    expect(await sink.close()).toEqual({ points: lab.spooled().length, written: 0, problem: null });
    expect(lab.spooled().length).toBeGreaterThan(15);
    expect(lab.influx.paths).toEqual([]);
  });

  it('sends while the run goes on', async () => {
    const sink = lab.open();
    feed(sink, shortRun().slice(0, 3));
    await until(() => lab.influx.taken.length > 0);
    feed(sink, shortRun().slice(3));
    await sink.close();
  });

  it('loses nothing when the database is down at first, goes down in the middle, and comes back', async () => {
    const [early, middle, late] = [shortRun().slice(0, 3), shortRun().slice(3, 6), shortRun().slice(6)];
    await lab.influx.stop();
    const sink = lab.open();
    feed(sink, early);
    await until(() => lab.said.length > 0);
    expect(lab.said[0]).toMatch(/ECONNREFUSED; points are kept and sent later/);
    await lab.influx.start();
    await until(() => lab.influx.taken.length > 0);
    await lab.influx.stop();
    feed(sink, middle);
    await until(() => lab.said.length > 2);
    await lab.influx.start();
    feed(sink, late);
    const report = await sink.close();
    expect(report).toEqual({ points: lab.spooled().length, written: lab.spooled().length, problem: null });
    lab.expectAllThere();
    // One line when it goes, one when it is back.
    expect(lab.said.map((line) => /again/.test(line))).toEqual([false, true, false, true]);
  });

  it('sends a batch again whose answer was lost, and nothing is doubled', async () => {
    let lost = 0;
    lab.influx.answer = (lines, response) => {
      if (lost++ > 0) return lab.influx.accept(lines, response);
      lab.influx.taken.push(...lines);
      response.destroy();
    };
    const sink = lab.open();
    feed(sink);
    const report = await sink.close();
    expect(report.written).toBe(report.points);
    expect(lab.influx.taken.length).toBeGreaterThan(report.points);
    lab.expectAllThere();
  });

  it('tries again after 503, and makes a database that is gone', async () => {
    const replies = [FakeInflux.refuse(503, 'busy'), FakeInflux.refuse(404, 'database not found: "lab"')];
    lab.influx.answer = (lines, response) =>
      (replies.shift() ?? ((l, r) => lab.influx.accept(l, r)))(lines, response);
    const sink = lab.open();
    feed(sink);
    const report = await sink.close();
    expect(report).toMatchObject({ written: report.points, problem: null });
    expect(lab.influx.queries).toHaveLength(2);
    lab.expectAllThere();
  });

  it('reports a partial write once, in the database’s words, and does not try it again', async () => {
    const words =
      'partial write: field type conflict: input field "rss_mb" is type float, already exists as type integer dropped=2';
    lab.influx.answer = (lines, response) => {
      lab.influx.answer = (more, other) => lab.influx.accept(more, other);
      lab.influx.taken.push(...lines);
      FakeInflux.refuse(400, words)(lines, response);
    };
    const sink = lab.open();
    feed(sink, shortRun().slice(0, 6));
    await until(() => lab.influx.batches.length > 0);
    feed(sink, shortRun().slice(6));
    const report = await sink.close();
    expect(report.written).toBe(report.points - 2);
    expect(report.problem).toBe(`InfluxDB refused 2 of ${report.points} points: ${words}`);
    expect(lab.influx.taken).toEqual(lab.spooled());
    expect(lab.said).toEqual([expect.stringContaining('already exists as type integer')]);
  });

  it('finds the one line that a database refuses a whole batch for', async () => {
    lab.influx.answer = (lines, response) =>
      lines.some((line) => line.includes('kind=verdict'))
        ? FakeInflux.refuse(400, 'unable to parse')(lines, response)
        : lab.influx.accept(lines, response);
    const sink = lab.open();
    feed(sink);
    const report = await sink.close();
    expect(report.written).toBe(report.points - 1);
    expect(report.problem).toContain('refused 1 of');
    expect(lab.influx.points).toEqual(merged(lab.spooled().filter((line) => !line.includes('kind=verdict'))));
  });
});
