import type { ContractRequest } from '../src/expected.ts';
import { BODY_LIMIT_BYTES, ORDER } from '../src/limits.ts';
import { sampleOrder } from '../src/sample-order.ts';

export interface Case extends ContractRequest {
  readonly title: string;
  readonly chunked?: boolean;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** The ways an order can be right and wrong, one change at a time. */
export function orderCases(): Case[] {
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
