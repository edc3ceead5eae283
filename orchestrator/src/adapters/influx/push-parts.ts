import { createReadStream, existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Histogram } from '@framework-lab/protocol/histogram';
import type { PushParts } from '../../app/push.ts';
import type { LabEvent } from '../../domain/events.ts';
import type { LoadWindow } from '../../domain/load.ts';
import { spanKey } from '../../domain/metrics/metric-context.ts';
import type { StepId } from '../../domain/run-record.ts';
import { METRICS_FILE } from './influx-sink.ts';
import { influxWriter } from './influx-writer.ts';
import { readBatch } from './read-batch.ts';

/** The files of runs, and InfluxDB, for `push`. */
export function pushParts(options: { readonly database: string; readonly token: string | null }): PushParts {
  return {
    metrics: async (folder) => {
      const file = join(folder, METRICS_FILE);
      return existsSync(file) ? batchesOf(file) : null;
    },
    storedRun: async (folder, record) => ({
      record,
      events: await readEvents(join(folder, 'events.ndjson')),
      windows: await readWindows(join(folder, 'seconds.ndjson'), record.steps),
    }),
    database: (url) => {
      const writer = influxWriter({ url, ...options });
      return {
        write: (lines, signal) => writer.deliver(lines, signal),
        [Symbol.dispose]: () => writer.close(),
      };
    },
  };
}

/** A last line without its end was cut off by a kill; nobody can read it. */
async function* batchesOf(file: string): AsyncGenerator<readonly string[]> {
  const { size } = await stat(file);
  await using handle = await open(file, 'r');
  for (let offset = 0; ; ) {
    const batch = await readBatch(handle, offset, size);
    if (batch === null) return;
    yield batch.lines;
    offset += batch.bytes;
  }
}

async function readEvents(file: string): Promise<LabEvent[]> {
  const events: LabEvent[] = [];
  for await (const value of ndjson(file)) {
    const event = value as LabEvent;
    if (event.type === 'second' && event.load !== null) {
      const latency = Histogram.decode(event.load.latency as unknown as string);
      events.push({ ...event, load: { ...event.load, latency } });
    } else if (event.type === 'step-finished') {
      // Its seconds are kept in their own file, as text histograms, too.
      const { seconds: _seconds, ...rest } = event;
      events.push(rest);
    } else events.push(event);
  }
  return events;
}

type Line = LoadWindow & Pick<StepId, 'contender' | 'launch' | 'attempt'> & { readonly second: number };

/**
 * A step's lines stand together and count from 0. Labs before 0.2 wrote the second over the step's
 * number, so steps are told apart by that, and matched in their order.
 */
async function readWindows(file: string, steps: readonly StepId[]): Promise<Map<string, LoadWindow[]>> {
  const windows = new Map<string, LoadWindow[]>();
  const waiting = [...steps];
  let previous: Line | null = null;
  let key: string | null = null;
  for await (const value of ndjson(file)) {
    const line = value as Line;
    if (previous === null || line.second <= previous.second || !sameLaunch(line, previous)) {
      const at = waiting.findIndex((step) => sameLaunch(step, line));
      const [step] = at < 0 ? [] : waiting.splice(at, 1);
      key = step === undefined ? null : spanKey(step, step.contender);
    }
    previous = line;
    if (key === null) continue;
    const { second: index, latency, counts, lagUs, inFlightMean, inFlightMax } = line;
    const histogram = Histogram.decode(latency as unknown as string);
    const window = { index, counts, latency: histogram, lagUs, inFlightMean, inFlightMax };
    windows.set(key, [...(windows.get(key) ?? []), window]);
  }
  return windows;
}

function sameLaunch(a: Pick<StepId, 'contender' | 'launch' | 'attempt'>, b: typeof a): boolean {
  return a.contender === b.contender && a.launch === b.launch && a.attempt === b.attempt;
}

/** Lines that cannot be read are passed over: what is left is still worth showing. */
async function* ndjson(file: string): AsyncGenerator<object> {
  if (!existsSync(file)) return;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) yield value;
    } catch {}
  }
}
