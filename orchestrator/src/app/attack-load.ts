import type { LoadTarget, RequestOrder } from '@framework-lab/protocol/load';
import type { AttackUrl } from '../domain/attack-target.ts';
import { expectationFor } from '../domain/contract-check.ts';
import { redactUrl } from '../domain/redact.ts';
import { concreteRequest } from '../domain/request-wire.ts';

/** What a request needs that the user did not say. */
const DEFAULT_HEADERS: Readonly<Record<string, string>> = { 'User-Agent': 'framework-lab', Accept: '*/*' };

export interface AttackedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The one request of an attack; every response with a status of 200 to 399 is wanted. */
export function attackRequest(request: AttackedRequest, url: AttackUrl): RequestOrder {
  const given = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const defaults: Record<string, string> = { ...DEFAULT_HEADERS };
  if (url.authorization !== null) defaults['Authorization'] = url.authorization;
  const added = Object.entries(defaults).filter(([name]) => !given.has(name.toLowerCase()));
  const { wire } = concreteRequest({
    method: request.method,
    path: url.path,
    headers: { ...Object.fromEntries(added), ...request.headers },
    body: request.body,
    host: url.hostHeader,
  });
  const variant = { wire: wire.toString('base64'), method: request.method, expect: expectationFor([], null) };
  return { name: `${request.method} ${redactUrl(url.path)}`, weight: 1, variants: [variant] };
}

export function attackTarget(url: AttackUrl, address: string, insecure: boolean): LoadTarget {
  const servername = url.servername === null ? {} : { servername: url.servername };
  const tls = url.secure ? { tls: { ...servername, rejectUnauthorized: !insecure } } : {};
  return { address, port: url.port, ...tls };
}
