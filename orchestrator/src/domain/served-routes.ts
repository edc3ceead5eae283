import type { ContenderSpec } from './contender.ts';
import type { RequestSpec } from './scenario.ts';

/** A contender that a scenario does not ask, and the requests it has no route for, as `POST /api/orders`. */
export interface LeftOut {
  readonly contender: string;
  readonly missing: readonly string[];
}

export function leftOutWords({ contender, missing }: LeftOut): string {
  return `${contender} is left out: it does not serve ${missing.join(', ')}`;
}

/**
 * The requests of a scenario that a contender has no route for; none where it does not say which it
 * serves. A request that wants to be refused (404, 405) needs no route.
 */
export function missingRoutes(
  { routes }: Pick<ContenderSpec, 'routes'>,
  requests: readonly RequestSpec[],
): string[] {
  if (routes === undefined) return [];
  const missing = requests
    .filter(({ expect: { statuses } }) => statuses.length === 0 || statuses.some((status) => status < 400))
    .filter((request) => !routes.some((route) => serves(route, request)))
    .map(({ method, path }) => `${method} ${pathOf(path)}`);
  return [...new Set(missing)];
}

/** `route`: a method and a path whose segments may be parameters, as `GET /api/items/:id`. */
function serves(route: string, request: Pick<RequestSpec, 'method' | 'path'>): boolean {
  const [method, pattern = ''] = route.split(' ');
  // RFC 9110, 9.3.2: HEAD is GET without the body.
  if (method !== (request.method === 'HEAD' ? 'GET' : request.method)) return false;
  const [wanted, asked] = [pattern.split('/'), pathOf(request.path).split('/')];
  return (
    wanted.length === asked.length &&
    wanted.every((segment, i) => (segment.startsWith(':') ? asked[i] !== '' : segment === asked[i]))
  );
}

function pathOf(path: string): string {
  return path.replace(/[?#].*$/, '');
}
