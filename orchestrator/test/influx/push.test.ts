import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secondLines } from '../../src/adapters/files/step-lines.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { influxSink } from '../../src/adapters/influx/influx-sink.ts';
import { pushParts } from '../../src/adapters/influx/push-parts.ts';
import { type Pushed, push } from '../../src/app/push.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { FakeInflux } from './fake-influx.ts';
import { merged } from './line-parser.ts';
import { shortRun } from './points-fixture.ts';

let folder: string;
let influx: FakeInflux;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-push-'));
  influx = await new FakeInflux().start();
});
afterEach(async () => {
  await influx.stop();
  rmSync(folder, { recursive: true, force: true });
});

const record: RunRecord = shortRun().flatMap((event) =>
  event.type === 'run-finished' ? [event.record] : [],
)[0] as RunRecord;

function pushed(url = influx.url): Promise<Pushed> {
  const parts = pushParts({ database: 'lab', token: null });
  return push(parts, { folder, record, url }, () => undefined, new AbortController().signal);
}

/** What the sink makes of the events: the points every way of pushing has to bring back. */
async function wanted(): Promise<string[]> {
  const file = join(folder, 'wanted.lp');
  rmSync(file, { force: true });
  const sink = influxSink({ file, url: null, database: 'lab', clock: systemClock, log: () => undefined });
  for (const event of shortRun()) sink.take(event);
  await sink.close();
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

/** As a lab without a file of points left it; of one before wall clock times, too. */
function keepFiles(options: { readonly wallMs: boolean }): void {
  for (const event of shortRun()) {
    const { wallMs, ...old } = event;
    const kept: object = options.wallMs ? event : old;
    appendFileSync(join(folder, 'events.ndjson'), `${JSON.stringify({ ...kept, seconds: undefined })}\n`);
    if (event.type === 'step-finished')
      appendFileSync(join(folder, 'seconds.ndjson'), secondLines(event.record, event.seconds?.windows ?? []));
  }
}

describe('push', () => {
  it('sends the file of points, and again without doubling one', async () => {
    writeFileSync(join(folder, 'metrics.lp'), `${(await wanted()).join('\n')}\nlab_second,run=torn p50`);
    const first = await pushed();
    const held = influx.points;
    expect(first).toEqual({
      points: (await wanted()).length,
      written: first.points,
      refused: null,
      missing: [],
    });
    expect(held).toEqual(merged(await wanted()));
    expect(await pushed()).toEqual(first);
    expect(influx.points).toEqual(held);
  });

  it('makes the same points again from the files of a run that kept none', async () => {
    keepFiles({ wallMs: true });
    expect(await pushed()).toMatchObject({ refused: null, missing: [] });
    expect(influx.points).toEqual(merged(await wanted()));
  });

  it('finds the times of an older run by a moment that stands on both clocks', async () => {
    keepFiles({ wallMs: false });
    expect((await pushed()).missing).toEqual([]);
    const times = (points: typeof influx.points) =>
      [...points.values()].map((one) => one.atMs).sort((a, b) => a - b);
    const ours = times(influx.points);
    const right = times(merged(await wanted()));
    expect(ours).toHaveLength(right.length);
    for (const [i, ms] of ours.entries()) expect(Math.abs(ms - (right[i] as number))).toBeLessThanOrEqual(2);
  });

  it('says what a run cannot tell of which only the record is left', async () => {
    const { missing, points } = await pushed();
    expect(points).toBe(2);
    expect(missing).toEqual([
      'CPU, memory and event loops of the seconds',
      'the health of the machine',
      'the seconds of the steps',
    ]);
    expect([...influx.points.values()].map((one) => one.measurement).sort()).toEqual([
      'lab_event',
      'lab_step',
    ]);
  });

  it('passes over lines that cannot be read', async () => {
    keepFiles({ wallMs: true });
    appendFileSync(join(folder, 'events.ndjson'), '{"type":"second","load":{\n\n[]\n');
    expect((await pushed()).written).toBe((await wanted()).length);
  });

  it('says who could not be reached, without the password', async () => {
    keepFiles({ wallMs: true });
    await influx.stop();
    const error = await pushed(influx.url.replace('//', '//lab:hunter2@')).then(
      () => null,
      (thrown: unknown) => thrown as LabError,
    );
    expect(error).toBeInstanceOf(LabError);
    expect(error?.code).toBe('LAB_SINK_UNREACHABLE');
    expect(JSON.stringify(error?.seen)).toContain('ECONNREFUSED');
    expect(JSON.stringify([error?.seen, error?.message])).not.toContain('hunter2');
  });

  it('fails where the database takes none, and says its words', async () => {
    keepFiles({ wallMs: true });
    influx.answer = FakeInflux.refuse(400, 'partial write: points beyond retention policy dropped=9999');
    const error = await pushed().then(
      () => null,
      (thrown: unknown) => thrown as LabError,
    );
    expect(error?.seen).toContainEqual(['said', expect.stringContaining('beyond retention policy')]);
  });

  it('reports what was refused of a run that is there otherwise', async () => {
    keepFiles({ wallMs: true });
    influx.answer = FakeInflux.refuse(400, 'partial write: field type conflict dropped=1');
    const { points, written, refused } = await pushed();
    expect(written).toBe(points - 1);
    expect(refused).toContain('field type conflict');
  });
});
