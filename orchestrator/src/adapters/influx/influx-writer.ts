import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { redactUrl } from '../../domain/redact.ts';
import { poster } from './http-post.ts';
import { readWriteReply, type WriteReply } from './write-reply.ts';

/** `framework_lab` unless somebody asks for another one. */
export const DEFAULT_DATABASE = 'framework_lab';

export interface InfluxAddress {
  /** E.g. `http://127.0.0.1:8086`; user and password may stand in it. */
  readonly url: string;
  readonly database: string;
  /** For InfluxDB 2 and 3; sent as a header, never stored or shown. */
  readonly token: string | null;
}

/** Points that were sent: `written` are acknowledged, `refused` never will be. */
export interface Delivery {
  readonly written: number;
  readonly refused: number;
  /** Why some were refused, in the database's words. */
  readonly words: string | null;
}

/** The database could not take points now. The message names its address without credentials. */
export class InfluxUnavailable extends Error {}

export interface InfluxWriter {
  /** Writes lines, all or as many as the database takes. Throws `InfluxUnavailable`. */
  deliver(lines: readonly string[], signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

const TIMEOUT_MS = 10_000;
/** Searching a refused batch for the lines to blame ends here; what is left counts as refused. */
const MOST_WRITES_PER_BATCH = 64;
const compress = promisify(gzip);

/** Line protocol over `/write`, as InfluxDB 1.x, 2.x and 3 take it. */
export function influxWriter({ url, database, token }: InfluxAddress): InfluxWriter {
  const base = new URL(url);
  const http = poster(base, TIMEOUT_MS);
  const authorization = authorizationOf(base, token);
  const writePath = `/write?${new URLSearchParams({ db: database, precision: 'ms' })}`;
  let created = false;

  const failed = (words: string, cause?: unknown): InfluxUnavailable =>
    new InfluxUnavailable(`${redactUrl(url)}: ${words}`, { cause });

  async function send(path: string, headers: Record<string, string>, body: Buffer, signal: AbortSignal) {
    try {
      return await http.post(path, { ...authorization, ...headers }, body, signal);
    } catch (error) {
      throw failed(networkWords(error), error);
    }
  }

  /** An answer that is no success is no failure: 2.x and 3 make databases their own way, and the write tells. */
  async function createDatabase(signal: AbortSignal): Promise<void> {
    const query = new URLSearchParams({ q: `CREATE DATABASE "${database.replace(/["\\]/g, '\\$&')}"` });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await send('/query', form, Buffer.from(String(query)), signal);
    created = true;
  }

  async function write(lines: readonly string[], signal: AbortSignal): Promise<WriteReply> {
    const body = await compress(`${lines.join('\n')}\n`);
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-encoding': 'gzip' };
    return readWriteReply(await send(writePath, headers, body, signal));
  }

  /** Halves what is refused as a whole until the lines to blame are alone. */
  async function deliver(
    lines: readonly string[],
    signal: AbortSignal,
    budget: { writes: number },
  ): Promise<Delivery> {
    budget.writes -= 1;
    const reply = await write(lines, signal);
    switch (reply.kind) {
      case 'written':
        return { written: lines.length, refused: 0, words: null };
      case 'partial': {
        const refused = Math.min(lines.length, reply.refused);
        return { written: lines.length - refused, refused, words: reply.words };
      }
      case 'no-database':
        created = false;
        throw failed(`there is no database "${database}"`);
      case 'unavailable':
        throw failed(reply.words);
      case 'refused': {
        const { words } = reply;
        if (lines.length === 1 || budget.writes <= 0) return { written: 0, refused: lines.length, words };
        const middle = lines.length >> 1;
        const first = await deliver(lines.slice(0, middle), signal, budget);
        const second = await deliver(lines.slice(middle), signal, budget);
        return {
          written: first.written + second.written,
          refused: first.refused + second.refused,
          words: first.words ?? second.words ?? words,
        };
      }
    }
  }

  return {
    deliver: async (lines, signal) => {
      if (!created) await createDatabase(signal);
      return deliver(lines, signal, { writes: MOST_WRITES_PER_BATCH });
    },
    close: () => http.close(),
  };
}

function authorizationOf(base: URL, token: string | null): Record<string, string> {
  if (token !== null && token !== '') return { authorization: `Token ${token}` };
  if (base.username === '') return {};
  const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function networkWords(error: unknown): string {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return code === undefined ? message : `${code}`;
}
