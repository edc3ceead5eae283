import type { RequestSpec } from './scenario.ts';

/** Where to ask whether a service is ready when nobody says: its first GET in which nothing varies, else `/`. */
export function plainReadyPath(requests: readonly Pick<RequestSpec, 'method' | 'path'>[]): string {
  return requests.find(({ method, path }) => method === 'GET' && !path.includes('{'))?.path ?? '/';
}
