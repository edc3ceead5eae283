import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Expectation } from '@framework-lab/protocol/load';

export interface SeenResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the contract says; `headers` are the ones whose value is fixed, `headerNames` all of them. */
export interface RightResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly headerNames: readonly string[];
  readonly body: Buffer;
}

/** What differs between the right response and the one that was seen, names in lower case; empty when they are the same. */
export function contractDifferences(right: RightResponse, seen: SeenResponse): string[] {
  const differences: string[] = [];
  if (seen.status !== right.status) differences.push(`status ${seen.status}, not ${right.status}`);
  for (const name of Object.keys(seen.headers).sort()) {
    if (!right.headerNames.includes(name)) {
      differences.push(`header ${name} that the contract does not have: ${seen.headers[name]}`);
    }
  }
  for (const name of right.headerNames) {
    const want = right.headers[name];
    const have = seen.headers[name];
    if (have === undefined) differences.push(`header ${name} is missing`);
    else if (want !== undefined && want !== have) differences.push(`header ${name}: ${have}, not ${want}`);
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
  if (body === null) return { statuses };
  const bodyMd5 = createHash('md5').update(body).digest('hex');
  return { statuses, bodyLength: body.length, bodyCrc32: crc32(body), bodyMd5 };
}

/** Whether a status counts as wanted; an empty list means 200 to 399, as in k6 and vegeta. */
export function statusWanted(statuses: readonly number[], status: number): boolean {
  return statuses.length === 0 ? status >= 200 && status <= 399 : statuses.includes(status);
}

function excerpt(body: Buffer): string {
  const text = body.subarray(0, 60).toString('utf8').replace(/\s+/g, ' ');
  return JSON.stringify(body.length > 60 ? `${text}…` : text);
}
