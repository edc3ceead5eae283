import { type FileHandle, open } from 'node:fs/promises';
import type { LabEvent } from '../../domain/events.ts';
import { encodePoint } from '../../domain/metrics/line-protocol.ts';
import type { MetricContext } from '../../domain/metrics/metric-context.ts';
import { metricsOf } from '../../domain/metrics/points.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MetricSink, SinkReport } from '../../ports/metric-sink.ts';
import { influxWriter } from './influx-writer.ts';
import { readBatch } from './read-batch.ts';
import { SpoolFile } from './spool-file.ts';
import { SpoolSender } from './spool-sender.ts';

/** Every point a run makes, as line protocol, in the run's folder: the queue, and what `push` sends again. */
export const METRICS_FILE = 'metrics.lp';

export interface InfluxSinkOptions {
  /** The run's `metrics.lp`; it is made, or continued. */
  readonly file: string;
  /** Null: points are kept in the file only. */
  readonly url: string | null;
  readonly database: string;
  /** Of LAB_INFLUX_TOKEN. */
  readonly token?: string | null;
  readonly clock: Clock;
  /** How long `close` goes on sending; 5 s. */
  readonly graceMs?: number;
  /** What a person may want to know while the run goes on: at most a line when something changes. */
  readonly log: (line: string) => void;
}

const GRACE_MS = 5000;

/**
 * Metrics of a run into its file, and from the file into InfluxDB. The file is the queue: whatever
 * the database does, nothing is held in memory, nobody waits, and no point is lost.
 */
export function influxSink(options: InfluxSinkOptions): MetricSink {
  const { file, clock, log } = options;
  const spool = new SpoolFile(file);
  const { url, graceMs = GRACE_MS } = options;
  const sending = url === null || !URL.canParse(url) ? null : startSending({ ...options, url }, spool);
  let context: MetricContext | null = null;
  let bug = url === null || sending !== null ? null : 'the address of InfluxDB is no URL';
  let closed: Promise<SinkReport> | null = null;

  async function close(): Promise<SinkReport> {
    const lastMs = clock.nowMs() + graceMs;
    const intime = new AbortController();
    // A disk may hang, too.
    await Promise.race([spool.close(), clock.sleep(graceMs, intime.signal).catch(() => undefined)]);
    intime.abort();
    await sending?.close(Math.max(0, lastMs - clock.nowMs()));
    return sinkReport(spool, sending?.sender ?? null, bug);
  }

  return {
    take(event: LabEvent): void {
      try {
        const made = metricsOf(context, event);
        context = made.context;
        spool.append(made.points.flatMap((one) => encodePoint(one) ?? []));
      } catch (error) {
        // A run must not end by its metrics.
        if (bug === null) log(`metrics: ${error instanceof Error ? error.message : String(error)}`);
        bug ??= `an event could not be turned into points: ${error instanceof Error ? error.message : error}`;
      }
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

interface Sending {
  readonly sender: SpoolSender;
  close(graceMs: number): Promise<void>;
}

function startSending(options: InfluxSinkOptions & { readonly url: string }, spool: SpoolFile): Sending {
  const { file, clock, log, url, database, token = null } = options;
  const writer = influxWriter({ url, database, token });
  let handle: FileHandle | null = null;
  const sender = new SpoolSender({
    clock,
    log,
    read: async (offset) => {
      if (offset >= spool.bytes) return null;
      handle ??= await open(file, 'r');
      return readBatch(handle, offset, spool.bytes);
    },
    deliver: (lines, signal) => writer.deliver(lines, signal),
  });
  spool.onGrown = () => sender.poke();
  return {
    sender,
    close: async (graceMs) => {
      await sender.close(graceMs);
      writer.close();
      await handle?.close();
    },
  };
}

function sinkReport(spool: SpoolFile, sender: SpoolSender | null, bug: string | null): SinkReport {
  const { lines: points } = spool;
  const written = sender?.written ?? 0;
  const unsent = sender === null ? 0 : Math.max(0, points - written - sender.refused);
  const problems = [
    bug,
    spool.problem,
    sender?.words ? `InfluxDB refused ${sender.refused} of ${points} points: ${sender.words}` : null,
    unsent > 0 && sender !== null && spool.problem === null
      ? `${unsent} of ${points} points wait in ${METRICS_FILE}: ${sender.trouble ?? 'the time was too short'}`
      : null,
  ].filter((problem) => problem !== null);
  return { points, written, problem: problems.length === 0 ? null : problems.join('; ') };
}
