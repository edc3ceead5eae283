import { crc32 } from 'node:zlib';
import type { Expectation } from '@framework-lab/protocol/load';

export interface SeenResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the contract says; `headers` are the stable ones, with their values. */
export interface RightResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Headers that every HTTP server may add, whose presence says nothing about the work it did. */
const INCIDENTAL = new Set(['date', 'connection', 'keep-alive']);

/** What differs between the right response and the one that was seen; empty when they are the same. */
export function contractDifferences(right: RightResponse, seen: SeenResponse): string[] {
  const differences: string[] = [];
  if (seen.status !== right.status) differences.push(`status ${seen.status}, not ${right.status}`);
  const names = new Set(
    [...Object.keys(right.headers), ...Object.keys(seen.headers)].map((n) => n.toLowerCase()),
  );
  const wanted = lowerCased(right.headers);
  for (const name of [...names].filter((n) => !INCIDENTAL.has(n)).sort()) {
    const want = wanted[name];
    const have = seen.headers[name];
    if (want === have) continue;
    if (want === undefined) differences.push(`header ${name} that the contract does not have: ${have}`);
    else if (have === undefined) differences.push(`header ${name} is missing`);
    else differences.push(`header ${name}: ${have}, not ${want}`);
  }
  if (!seen.body.equals(right.body)) {
    differences.push(
      `body of ${seen.body.length} bytes ${excerpt(seen.body)}, not ${right.body.length} bytes ${excerpt(right.body)}`,
    );
  }
  return differences;
}

/** The expectation the generator holds every response to under load. */
export function expectationFor(statuses: readonly number[], body: Buffer | null): Expectation {
  return body === null ? { statuses } : { statuses, bodyLength: body.length, bodyCrc32: crc32(body) };
}

/** Whether a status counts as wanted; an empty list means 200 to 399, as in k6 and vegeta. */
export function statusWanted(statuses: readonly number[], status: number): boolean {
  return statuses.length === 0 ? status >= 200 && status <= 399 : statuses.includes(status);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function excerpt(body: Buffer): string {
  const text = body.subarray(0, 60).toString('utf8').replace(/\s+/g, ' ');
  return JSON.stringify(body.length > 60 ? `${text}…` : text);
}
