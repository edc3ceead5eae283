import { LabError } from '../domain/errors.ts';
import { encodePoint } from '../domain/metrics/line-protocol.ts';
import { replay, type StoredRun } from '../domain/metrics/replay.ts';
import { redactUrl } from '../domain/redact.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Setting } from './setting.ts';

/** What `push` works with; an adapter gives it. */
export interface PushParts {
  /** The run's own file of points, in batches of lines; null where it has none. */
  readonly metrics: (folder: string) => Promise<AsyncIterable<readonly string[]> | null>;
  /** What the other files of a run tell. */
  readonly storedRun: (folder: string, record: RunRecord) => Promise<StoredRun>;
  readonly database: (url: string) => MetricDatabase;
}

export interface MetricDatabase extends Disposable {
  /** Writes all lines it can. Throws an `Error` with what was said when the database cannot be used. */
  write(lines: readonly string[], signal: AbortSignal): Promise<WrittenLines>;
}

export interface WrittenLines {
  readonly written: number;
  /** Why the rest was refused, in the database's words; null when nothing was. */
  readonly words: string | null;
}

export interface RunToPush {
  readonly folder: string;
  readonly record: RunRecord;
  /** Of InfluxDB, credentials and all. */
  readonly url: string;
}

export interface Pushed {
  readonly points: number;
  readonly written: number;
  /** Why the others were refused. */
  readonly refused: string | null;
  /** What this run cannot tell, because an older lab did not keep it. */
  readonly missing: readonly string[];
}

/** Where the Compose stack's InfluxDB and Grafana listen. */
export const DEFAULT_INFLUX_URL = 'http://127.0.0.1:8086';
export const DEFAULT_GRAFANA_URL = 'http://127.0.0.1:3000';

export const INFLUX_SETTINGS = {
  influx: {
    key: 'influx',
    flag: '--influx <url>',
    env: 'LAB_INFLUX_URL',
    help: 'InfluxDB to write to',
    parse: (text) => httpUrl(text, '--influx'),
  },
  grafana: {
    key: 'grafana',
    flag: '--grafana <url>',
    env: 'LAB_GRAFANA_URL',
    help: 'Grafana that reads from it, for links',
    parse: (text) => httpUrl(text, '--grafana'),
  },
} as const satisfies Record<string, Setting<string>>;

function httpUrl(text: string, flag: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new LabError('LAB_URL_INVALID', `${flag} needs an http or https URL.`, {
    seen: [['given', `"${redactUrl(text)}"`]],
    fix: [`write it like ${DEFAULT_INFLUX_URL}`],
  });
}

const BATCH_LINES = 5000;

/**
 * Writes a run's points into InfluxDB, again or for the first time: the same points have the same tags
 * and times, so nothing is doubled. Throws LAB_SINK_UNREACHABLE.
 */
export async function push(
  parts: PushParts,
  run: RunToPush,
  tell: (progress: { readonly points: number; readonly written: number }) => void,
  signal: AbortSignal,
): Promise<Pushed> {
  const { batches, missing } = await batchesOf(parts, run);
  using database = parts.database(run.url);
  let points = 0;
  let written = 0;
  let refused: string | null = null;
  for await (const lines of batches) {
    signal.throwIfAborted();
    points += lines.length;
    try {
      const reply = await database.write(lines, signal);
      written += reply.written;
      refused ??= reply.words;
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable(run, error instanceof Error ? error.message : String(error), error);
    }
    tell({ points, written });
  }
  if (points > 0 && written === 0) throw unreachable(run, refused ?? 'it took no point');
  return { points, written, refused, missing };
}

async function batchesOf(
  parts: PushParts,
  { folder, record }: RunToPush,
): Promise<{ batches: AsyncIterable<readonly string[]> | readonly string[][]; missing: readonly string[] }> {
  const kept = await parts.metrics(folder);
  if (kept !== null) return { batches: kept, missing: [] };
  const { points, missing } = replay(await parts.storedRun(folder, record));
  const lines = points.flatMap((point) => encodePoint(point) ?? []);
  const batches: string[][] = [];
  for (let i = 0; i < lines.length; i += BATCH_LINES) batches.push(lines.slice(i, i + BATCH_LINES));
  return { batches, missing };
}

function unreachable({ record, url }: RunToPush, said: string, cause?: unknown): LabError {
  return new LabError(
    'LAB_SINK_UNREACHABLE',
    `The points of ${record.id} could not be written to InfluxDB.`,
    {
      seen: [
        ['tried', redactUrl(url)],
        ['said', said],
      ],
      fix: [
        'docker compose up -d influxdb   starts the one of this repository; --influx names another one',
        'then push again: what is there already is not doubled',
      ],
      cause,
    },
  );
}
