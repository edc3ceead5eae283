import type { ContractRequest } from '../src/expected.ts';
import { ITEM_FIELDS } from '../src/items.ts';
import { BODY_LIMIT_BYTES, ORDER } from '../src/limits.ts';
import { sampleOrder } from '../src/sample-order.ts';

/** Every route, every limit from both sides, and every way of being wrong that the contract names. */
export interface Case extends ContractRequest {
  readonly title: string;
  readonly chunked?: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };

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
  ...orders(),
];

function paths(method: string, list: readonly string[]): Case[] {
  return list.map((path) => ({ title: `${method} ${path}`, method, path }));
}

function orders(): Case[] {
  const good = sampleOrder(7);
  const line = good.lines[0];
  const big = Buffer.byteLength(JSON.stringify(good));
  const padded = (bytes: number) => JSON.stringify(good) + ' '.repeat(bytes - big);
  const sent = (title: string, body: string, headers: Record<string, string> = JSON_TYPE): Case => ({
    title: `order: ${title}`,
    method: 'POST',
    path: '/api/orders',
    headers,
    body,
  });
  const changed = (title: string, change: Record<string, unknown>): Case =>
    sent(title, JSON.stringify({ ...good, ...change }));
  const customer = (change: Record<string, unknown>) => ({ customer: { ...good.customer, ...change } });
  const shipTo = (change: Record<string, unknown>) => ({ shipTo: { ...good.shipTo, ...change } });
  const lines = (change: Record<string, unknown>) => ({ lines: [{ ...line, ...change }] });
  const many = (length: number) => ({ lines: Array.from({ length }, () => line) });
  return [
    changed('as it should be', {}),
    changed('without a note', { note: undefined }),
    changed('with an empty note', { note: '' }),
    changed('with a member that is not in the schema', { coupon: { code: 'X' } }),
    changed('50 lines', many(ORDER.linesMax)),
    changed('name of 100 letters beyond the basic plane', customer({ name: '𝒜'.repeat(100) })),
    changed('name of one letter', customer({ name: 'é' })),
    changed('free line', lines({ unitCents: 0 })),
    changed('dearest line', lines({ unitCents: ORDER.unitCentsMax, quantity: ORDER.quantityMax })),
    sent('1.0 is a whole number', JSON.stringify(good).replace('"quantity":8', '"quantity":8.0')),
    sent('charset', JSON.stringify(good), { 'content-type': 'application/json; charset=utf-8' }),
    sent('media type in capitals', JSON.stringify(good), { 'content-type': 'Application/JSON' }),
    { ...changed('chunked', {}), chunked: true },
    sent('exactly the limit', padded(BODY_LIMIT_BYTES)),
    { ...sent('exactly the limit, chunked', padded(BODY_LIMIT_BYTES)), chunked: true },
    sent('one byte too large', padded(BODY_LIMIT_BYTES + 1)),
    { ...sent('one byte too large, chunked', padded(BODY_LIMIT_BYTES + 1)), chunked: true },
    sent('too large and malformed', '{'.repeat(BODY_LIMIT_BYTES + 1)),
    sent('too large, but not JSON', 'x'.repeat(BODY_LIMIT_BYTES + 1), { 'content-type': 'text/plain' }),
    sent('empty', ''),
    sent('no body at all, no type', '', {}),
    ...['{', '{"a":1', 'null', '5', '"x"', '[]', '{}', 'true', '{"lines":[}', JSON.stringify([good])].map(
      (body) => sent(`body ${body.slice(0, 12)}`, body),
    ),
    ...[
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/scim+json',
      'application/problem+json',
      'json',
    ].map((type) => sent(`sent as ${type}`, JSON.stringify(good), { 'content-type': type })),
    changed('no customer', { customer: undefined }),
    changed('customer null', { customer: null }),
    changed('customer a list', { customer: [] }),
    ...[0, 1.5, '7', null, ORDER.customerIdMax + 1].map((id) =>
      changed(`customer id ${id}`, customer({ id })),
    ),
    ...['', 'x'.repeat(101), '𝒜'.repeat(101), 7].map((name) =>
      changed(`name ${name}`.slice(0, 20), customer({ name })),
    ),
    ...['', 'a@', '@b', 'ab', 'a b@c', 'a@b@c', `${'x'.repeat(250)}@b.de`, null].map((email) =>
      changed(`email ${email}`.slice(0, 20), customer({ email })),
    ),
    changed('no ship-to', { shipTo: undefined }),
    ...['street', 'city', 'postcode', 'country'].map((name) =>
      changed(`no ${name}`, shipTo({ [name]: undefined })),
    ),
    ...['ch', 'CHE', 'C', 'ÄÖ', 'CH\n'].map((country) => changed(`country ${country}`, shipTo({ country }))),
    changed('long postcode', shipTo({ postcode: '1'.repeat(13) })),
    changed('no lines', { lines: undefined }),
    changed('zero lines', many(0)),
    changed('51 lines', many(ORDER.linesMax + 1)),
    changed('lines an object', { lines: { 0: line, length: 1 } }),
    changed('a line that is null', { lines: [line, null] }),
    ...['SKU-1234', 'sku-12345', 'SKU-123456', 7].map((sku) => changed(`sku ${sku}`, lines({ sku }))),
    ...[0, -1, 1.5, 1000, '3', 1e30].map((quantity) => changed(`quantity ${quantity}`, lines({ quantity }))),
    ...[-1, 0.5, 10_000_001, null].map((unitCents) =>
      changed(`unitCents ${unitCents}`, lines({ unitCents })),
    ),
    changed('long note', { note: 'x'.repeat(501) }),
    changed('note null', { note: null }),
    sent('huge number', JSON.stringify(good).replace('"quantity":8', '"quantity":1e999')),
  ];
}
