import type { ExpectedAnswer } from './expected-answer.ts';
import { problemAnswer } from './expected-answer.ts';
import type { Route } from './expected-routes.ts';
import { ROUTES } from './expected-routes.ts';
import { METHOD_NOT_ALLOWED, NOT_FOUND } from './problems.ts';

export interface ContractRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface ExpectedResponse {
  readonly status: number;
  /** The headers whose value is fixed, names in lower case. */
  readonly headers: Record<string, string>;
  /** Every header that is present, `date` and the like included, lower case, sorted. */
  readonly headerNames: readonly string[];
  /** Empty for HEAD; `content-length` is the one GET would have. */
  readonly body: Buffer;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
// Decoding differs between routers here, so the contract says nothing about such paths.
const PLAIN_PATH = /^\/(?!\/)[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/;

/**
 * What CONTRACT.md says every contender must answer, or undefined where it says nothing.
 * HTTP/1.1 is assumed; a `connection: close` among the request's headers is honoured.
 */
export function expectedResponse(request: ContractRequest): ExpectedResponse | undefined {
  const headers = lowerCased(request.headers ?? {});
  if (!METHODS.has(request.method) || 'content-encoding' in headers) return undefined;
  const mark = request.path.indexOf('?');
  const path = mark === -1 ? request.path : request.path.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : request.path.slice(mark + 1));

  const item = /^\/api\/items\/([^/]+)$/.exec(path);
  if (!item && !PLAIN_PATH.test(path)) return undefined;
  const route: Route | undefined = item ? ROUTES.get('/api/items/:id') : ROUTES.get(path);
  if (!route) return render(request.method, headers, problemAnswer(NOT_FOUND));

  const asked = request.method === 'HEAD' ? 'GET' : request.method;
  if (asked !== route.method) {
    // An id that cannot be decoded stops some routers before they look at the method.
    if (item && decoded(item[1] ?? '') === undefined) return undefined;
    return render(
      request.method,
      headers,
      problemAnswer(METHOD_NOT_ALLOWED, { allow: route.method === 'GET' ? 'GET, HEAD' : route.method }),
    );
  }
  const body =
    typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? Buffer.alloc(0));
  const id = item ? (decoded(item[1] ?? '') ?? '') : '';
  return render(request.method, headers, route.answer({ id, query, headers, body }));
}

function render(method: string, asked: Record<string, string>, answered: ExpectedAnswer): ExpectedResponse {
  const headers = { ...answered.headers };
  if (/(^|,)\s*close\s*(,|$)/i.test(asked['connection'] ?? '')) headers['connection'] = 'close';
  headers['connection'] ??= 'keep-alive';
  const names = [...Object.keys(headers), 'date'];
  if (headers['connection'] === 'keep-alive') names.push('keep-alive');
  return {
    status: answered.status,
    headers,
    headerNames: names.sort(),
    body: method === 'HEAD' ? Buffer.alloc(0) : answered.body,
  };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
