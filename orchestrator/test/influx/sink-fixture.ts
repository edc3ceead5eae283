import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { type InfluxSinkOptions, influxSink } from '../../src/adapters/influx/influx-sink.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import type { MetricSink } from '../../src/ports/metric-sink.ts';
import { FakeInflux } from './fake-influx.ts';
import { merged } from './line-parser.ts';
import { shortRun } from './points-fixture.ts';

/** A database and a run's folder for each test. */
export class SinkFixture {
  folder = '';
  influx = new FakeInflux();
  /** What the sink told people. */
  said: string[] = [];

  static forEachTest(): SinkFixture {
    const fixture = new SinkFixture();
    beforeEach(async () => {
      fixture.folder = mkdtempSync(join(tmpdir(), 'framework-lab-influx-'));
      fixture.influx = await new FakeInflux().start();
      fixture.said = [];
    });
    afterEach(async () => {
      await fixture.influx.stop();
      rmSync(fixture.folder, { recursive: true, force: true });
    });
    return fixture;
  }

  get file(): string {
    return join(this.folder, 'metrics.lp');
  }

  spooled(): string[] {
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
  }

  open(options: Partial<InfluxSinkOptions> = {}): MetricSink {
    const { file, said } = this;
    const log = (line: string): void => void said.push(line);
    return influxSink({ file, url: this.influx.url, database: 'lab', clock: systemClock, log, ...options });
  }

  /** What the database holds is what the file holds, every point and field of it. */
  expectAllThere(): void {
    expect(this.influx.points).toEqual(merged(this.spooled()));
  }
}

export function feed(sink: MetricSink, events: readonly LabEvent[] = shortRun()): void {
  for (const event of events) sink.take(event);
}
