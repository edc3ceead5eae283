import type { RequestVariant } from '@framework-lab/protocol/load';

/** A variant as `k6/scripts/settings.ts` reads it. */
export interface K6Variant {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly expect: {
    readonly statuses: readonly number[];
    readonly bodyLength?: number;
    readonly bodyMd5?: string;
  };
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Our exact bytes taken apart: k6 writes its own. The same method, path, body and headers go out
 * (their order and case are Go's); Content-Length is left to k6, which sets it where we do.
 */
export function wireToRequest({ wire, method, expect }: RequestVariant): K6Variant {
  const bytes = Buffer.from(wire, 'base64');
  const headEnd = bytes.indexOf(HEAD_END);
  const [requestLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (name.toLowerCase() === 'content-length') continue;
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const { statuses, bodyLength, bodyMd5 } = expect;
  return {
    method,
    path: requestLine.split(' ')[1] ?? '/',
    headers,
    ...bodyOf(bytes.subarray(headEnd + HEAD_END.length)),
    expect: {
      statuses,
      ...(bodyLength === undefined ? {} : { bodyLength }),
      ...(bodyMd5 === undefined ? {} : { bodyMd5 }),
    },
  };
}

function bodyOf(bytes: Buffer): Pick<K6Variant, 'body' | 'bodyBase64'> {
  if (bytes.length === 0) return {};
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { body: text } : { bodyBase64: bytes.toString('base64') };
}
