import type { Reply } from './http-post.ts';

/** What became of a batch. */
export type WriteReply =
  | { readonly kind: 'written' }
  /** All but `refused` points are written. */
  | { readonly kind: 'partial'; readonly refused: number; readonly words: string }
  /** None is written, and sending the same again would not help. */
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'no-database' }
  /** None may be written; worth another try later. */
  | { readonly kind: 'unavailable'; readonly words: string };

const LONGEST_WORDS = 300;

/**
 * Reads the answer to `/write`. A 400 that says `partial write` has written the good points of a batch
 * (InfluxDB 1.x and 2.x count the others as `dropped=N`, lines it could not parse one by one; 3 lists
 * them); any other 400 has written none.
 */
export function readWriteReply({ status, text }: Reply): WriteReply {
  if (status >= 200 && status < 300) return { kind: 'written' };
  const body = parsed(text);
  const words = wordsOf(body, text, status);
  if (status === 404) return { kind: 'no-database' };
  if (status === 401 || status === 403) {
    return { kind: 'unavailable', words: `${words} (credentials in the URL, or LAB_INFLUX_TOKEN)` };
  }
  if (status !== 400 && status !== 413 && status !== 422) return { kind: 'unavailable', words };
  if (!/partial write/i.test(text)) return { kind: 'refused', words };
  return { kind: 'partial', refused: refusedIn(body, text), words };
}

function refusedIn(body: Record<string, unknown>, text: string): number {
  if (Array.isArray(body['data'])) return body['data'].length;
  const dropped = Number(/dropped=(\d+)/.exec(text)?.[1] ?? 0);
  const unparsable = text.match(/unable to parse/g)?.length ?? 0;
  return Math.max(1, dropped + unparsable);
}

function wordsOf(body: Record<string, unknown>, text: string, status: number): string {
  const said = typeof body['error'] === 'string' ? body['error'] : (body['message'] ?? text);
  const line = String(said).replace(/\s+/g, ' ').trim().slice(0, LONGEST_WORDS);
  return line === '' ? `HTTP ${status}` : line;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
