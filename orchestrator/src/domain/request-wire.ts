import type { RequestSpec } from './scenario.ts';

/** How many different ids a templated request is offered with; nothing is cached by luck. */
export const VARIANTS_PER_REQUEST = 64;
const PLACEHOLDER = /\{id\}/g;

/** One concrete request: what the contract speaks of, and the exact bytes that go on the wire. */
export interface ConcreteRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly wire: Buffer;
}

/**
 * The variants of a request: one where nothing varies, else `VARIANTS_PER_REQUEST` with seeded ids
 * between 1 and 100,000.
 */
export function concreteRequests(spec: RequestSpec, host: string, random: () => number): ConcreteRequest[] {
  const varies = `${spec.path} ${spec.body ?? ''}`.includes('{id}');
  return Array.from({ length: varies ? VARIANTS_PER_REQUEST : 1 }, () => {
    const id = String(1 + Math.floor(random() * 100_000));
    return concreteRequest({
      method: spec.method,
      path: spec.path.replace(PLACEHOLDER, id),
      headers: spec.headers,
      body: (spec.body ?? '').replace(PLACEHOLDER, id),
      host,
    });
  });
}

/** Writes a request as HTTP/1.1. Content-Length is set wherever there is a body, or the method expects one. */
export function concreteRequest(request: {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
  host: string;
}): ConcreteRequest {
  const body = Buffer.from(request.body);
  const given = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const head = [`${request.method} ${request.path} HTTP/1.1`];
  if (!given.has('host')) head.push(`Host: ${request.host}`);
  for (const [name, value] of Object.entries(request.headers)) head.push(`${name}: ${value}`);
  const expectsBody = ['POST', 'PUT', 'PATCH'].includes(request.method);
  if (!given.has('content-length') && (body.length > 0 || expectsBody))
    head.push(`Content-Length: ${body.length}`);
  const wire = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
  return { method: request.method, path: request.path, headers: request.headers, body: request.body, wire };
}
