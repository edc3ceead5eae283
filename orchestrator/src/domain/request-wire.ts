import { COUNTER_WIDTH } from '@framework-lab/protocol/counter';
import { filled, names, type Place, type RequestValues, type VariantValues } from './request-values.ts';
import type { RequestSpec } from './scenario.ts';

/** How many different ids a templated request is offered with; nothing is cached by luck. */
export const VARIANTS_PER_REQUEST = 64;

interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One concrete request: what the contract speaks of, and the exact bytes that go on the wire. */
export interface ConcreteRequest extends PlainRequest {
  readonly wire: Buffer;
  /** Where in the bytes the counter's fields begin; empty: it has none. */
  readonly counter: readonly number[];
}

/** What the variants of a scenario's requests are made with. */
export interface Variation {
  readonly random: () => number;
  readonly values: RequestValues;
  /** A number that no other request of the launch has. */
  readonly number: () => number;
}

/**
 * The variants of a request: one a row where it names data, else `VARIANTS_PER_REQUEST` with seeded ids
 * between 1 and 100,000 where it has an id, else one. Throws what `filled` throws.
 */
export function concreteRequests(
  spec: Pick<RequestSpec, 'method' | 'path' | 'headers' | 'body'>,
  host: string,
  { random, values, number }: Variation,
): ConcreteRequest[] {
  const text = [spec.path, spec.body ?? '', ...Object.values(spec.headers)].join(' ');
  const { data } = values;
  const rows = data !== null && names(text, `${data.name}.`) ? data.rows.length : null;
  const count = rows ?? (names(text, 'id}') ? VARIANTS_PER_REQUEST : 1);
  return Array.from({ length: count }, (_, row) => {
    const id = String(1 + Math.floor(random() * 100_000));
    const made = (counter: string): ConcreteRequest =>
      concreteRequest({ ...filledRequest(spec, values, { id, counter, row }), host });
    if (!names(text, 'counter}')) return made('');
    const marked = made(COUNTER_MARK).wire;
    return { ...made(String(number())), counter: placesOf(COUNTER_MARK, marked) };
  });
}

/** As wide as the number, and nothing that a request would hold. */
const COUNTER_MARK = '\0\x01\x02\x03\x04\x05\x06\x07\x08\0'.slice(0, COUNTER_WIDTH);

function placesOf(mark: string, wire: Buffer): number[] {
  const places: number[] = [];
  for (let at = wire.indexOf(mark); at >= 0; at = wire.indexOf(mark, at + 1)) places.push(at);
  return places;
}

function filledRequest(
  { method, path, headers, body = '' }: Pick<RequestSpec, 'method' | 'path' | 'headers' | 'body'>,
  values: RequestValues,
  variant: VariantValues,
): PlainRequest {
  const fill = (text: string, place: Place): string => filled(text, place, values, variant);
  return {
    method,
    path: fill(path, 'path'),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, fill(value, 'header')]),
    ),
    body: fill(body, bodyPlace(headers, body)),
  };
}

/** What a body is: by its Content-Type, or else by how it begins. */
function bodyPlace(headers: Readonly<Record<string, string>>, body: string): Place {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (type === undefined ? /^\s*[[{]/.test(body) : /json/i.test(type)) return 'json';
  return type !== undefined && /x-www-form-urlencoded/i.test(type) ? 'form' : 'text';
}

/** Writes a request as HTTP/1.1. Content-Length is set wherever there is a body, or the method expects one. */
export function concreteRequest(request: PlainRequest & { readonly host: string }): ConcreteRequest {
  const body = Buffer.from(request.body);
  const given = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const head = [`${request.method} ${request.path} HTTP/1.1`];
  if (!given.has('host')) head.push(`Host: ${request.host}`);
  for (const [name, value] of Object.entries(request.headers)) head.push(`${name}: ${value}`);
  const expectsBody = ['POST', 'PUT', 'PATCH'].includes(request.method);
  if (!given.has('content-length') && (body.length > 0 || expectsBody))
    head.push(`Content-Length: ${body.length}`);
  const wire = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
  return {
    method: request.method,
    path: request.path,
    headers: request.headers,
    body: request.body,
    wire,
    counter: [],
  };
}
