import { expect, it } from 'vitest';
import type { RequestSpec } from '../../src/domain/scenario.ts';
import { missingRoutes } from '../../src/domain/served-routes.ts';

const ROUTES = ['GET /api/dummy', 'GET /api/items/:id', 'POST /api/orders'];

function request(method: string, path: string, statuses: readonly number[] = []): RequestSpec {
  return { name: 'one', weight: 1, method, path, headers: {}, expect: { statuses } };
}

it.each([
  ['GET', '/api/dummy', []],
  ['GET', '/api/dummy?x=1', []],
  ['HEAD', '/api/dummy', []],
  ['GET', '/api/items/{id}?fields=id', []],
  ['POST', '/api/orders', [201]],
  // Wants to be refused.
  ['GET', '/nope', [404]],
  ['PUT', '/api/orders', [405]],
])('%s %s %j is served', (method, path, statuses) => {
  expect(missingRoutes({ routes: ROUTES }, [request(method, path, statuses)])).toEqual([]);
});

it.each([
  ['GET', '/api/feed?count=2', 'GET /api/feed'],
  ['POST', '/api/dummy', 'POST /api/dummy'],
  ['HEAD', '/api/orders', 'HEAD /api/orders'],
  ['GET', '/api/items/', 'GET /api/items/'],
  ['GET', '/api/items/1/2', 'GET /api/items/1/2'],
])('%s %s is not', (method, path, missing) => {
  expect(missingRoutes({ routes: ROUTES }, [request(method, path), request(method, path)])).toEqual([
    missing,
  ]);
});

it('knows nothing of a contender that does not say what it serves', () => {
  expect(missingRoutes({}, [request('GET', '/anything')])).toEqual([]);
});
