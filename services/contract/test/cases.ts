import { ITEM_FIELDS } from '../src/items.ts';
import { BODY_LIMIT_BYTES } from '../src/limits.ts';
import { sampleOrder } from '../src/sample-order.ts';
import type { Case } from './order-cases.ts';
import { JSON_TYPE, orderCases } from './order-cases.ts';

/** Every route, every limit from both sides, and every way of being wrong that the contract names. */
export const CASES: readonly Case[] = [
  ...paths('GET', [
    '/healthz',
    '/healthz?x=1',
    '/api/dummy',
    '/api/dummy?',
    '/api/dummy?a=1&a=2',
    '/api/items/1',
    '/api/items/42?fields=name',
    '/api/items/42?fields=tags,id',
    '/api/items/42?fields=id,id',
    `/api/items/42?fields=${ITEM_FIELDS.join(',')}`,
    '/api/items/42?fields=name%2CpriceCents',
    '/api/items/%34%32',
    '/api/items/999999999',
    '/api/feed',
    '/api/feed?count=1',
    '/api/feed?count=1000',
    '/api/wait',
    '/api/wait?ms=0',
    '/api/wait?ms=25',
    '/api/hash',
    '/api/hash?rounds=1',
    '/api/hash?rounds=3000',
  ]),
  // Wrong parameters.
  ...paths('GET', [
    ...[
      '0',
      '01',
      '-1',
      '+1',
      '1.0',
      '1e2',
      '0x10',
      'abc',
      '1000000000',
      '%zz',
      'a%2Fb',
      '%20',
      '1'.repeat(300),
    ].map((id) => `/api/items/${id}`),
    ...['', 'nope', 'id,', ',', 'id,nope', 'ID', 'id&fields=name'].map(
      (fields) => `/api/items/7?fields=${fields}`,
    ),
    '/api/items/0?fields=nope',
    ...['', '0', '1001', '-1', '1e2', '010', '+5', '%205', '5%20', '1&count=2', 'NaN'].map(
      (count) => `/api/feed?count=${count}`,
    ),
    ...['', '-1', '10001', '1.5', '00', '1&ms=1'].map((ms) => `/api/wait?ms=${ms}`),
    ...['', '0', '100001', '1e3', '1&rounds=1'].map((rounds) => `/api/hash?rounds=${rounds}`),
  ]),
  // Unknown routes; paths are compared letter by letter.
  ...['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'].flatMap((method) =>
    paths(method, ['/', '/nope', '/api/nope?x=1', '/api/items/']),
  ),
  ...paths('GET', [
    '/api',
    '/api/',
    '/api/dummy/',
    '/api/Dummy',
    '/API/dummy',
    '/api/dummy/x',
    '/api/dummy;x',
    '/api/items',
    '/api/items/',
    '/api/items/1/',
    '/api/items/1/2',
    '/api/items//1',
    '/api/feed/',
    '/healthz/',
    '/favicon.ico',
  ]),
  {
    title: 'POST to an unknown route with a body',
    method: 'POST',
    path: '/nope',
    headers: JSON_TYPE,
    body: '{',
  },
  {
    title: 'POST a large body to an unknown route',
    method: 'POST',
    path: '/nope',
    headers: JSON_TYPE,
    body: 'x'.repeat(BODY_LIMIT_BYTES + 1),
  },
  {
    title: 'PUT a large body',
    method: 'PUT',
    path: '/api/orders',
    headers: JSON_TYPE,
    body: 'x'.repeat(BODY_LIMIT_BYTES + 1),
  },
  // Wrong methods, with and without bodies that nobody may look at.
  ...[
    '/healthz',
    '/api/dummy',
    '/api/items/1',
    '/api/items/x',
    '/api/feed',
    '/api/wait',
    '/api/hash',
  ].flatMap((path) =>
    ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].flatMap((method) => paths(method, [path])),
  ),
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].flatMap((method) => paths(method, ['/api/orders'])),
  { title: 'PUT malformed JSON', method: 'PUT', path: '/api/dummy', headers: JSON_TYPE, body: '{' },
  {
    title: 'PUT an order',
    method: 'PUT',
    path: '/api/orders',
    headers: JSON_TYPE,
    body: JSON.stringify(sampleOrder(1)),
  },
  // HEAD has GET's headers and no body.
  ...paths('HEAD', [
    '/healthz',
    '/api/dummy',
    '/api/items/42?fields=name',
    '/api/items/0',
    '/api/feed',
    '/api/feed?count=0',
    '/api/wait?ms=1',
    '/api/hash?rounds=1',
  ]),
  { title: 'a request that closes', method: 'GET', path: '/api/dummy', headers: { connection: 'close' } },
  ...orderCases(),
];

function paths(method: string, list: readonly string[]): Case[] {
  return list.map((path) => ({ title: `${method} ${path}`, method, path }));
}
