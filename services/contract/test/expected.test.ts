import { describe, expect, it } from 'vitest';
import { expectedResponse } from '../src/expected.ts';
import { sampleOrder } from '../src/sample-order.ts';
import { CASES } from './cases.ts';

function body(method: string, path: string, sent?: string): string | undefined {
  const headers = { 'Content-Type': 'application/json' };
  return expectedResponse({
    method,
    path,
    headers,
    ...(sent !== undefined && { body: sent }),
  })?.body.toString();
}

describe('the bytes that CONTRACT.md promises, spelled out', () => {
  it.each([
    ['/api/dummy', '{"message":"Hello from dummy endpoint!","status":"success"}'],
    ['/healthz', '{"status":"ok"}'],
    ['/api/wait?ms=3', '{"status":"waited","ms":3}'],
    [
      '/api/items/42',
      '{"id":42,"name":"Item 42","description":"Hand-made in Zürich, piece 42","category":"kitchen","priceCents":1653,"inStock":false,"tags":["shelf-3","row-13"]}',
    ],
    ['/api/items/42?fields=priceCents,id', '{"id":42,"priceCents":1653}'],
    [
      '/api/hash?rounds=1',
      // printf framework-lab | sha256sum
      '{"rounds":1,"digest":"bff2459c5a4cff41a9dad83106a77816972789e5e6534b6349b49fed22ac9001"}',
    ],
    [
      '/api/feed?count=0',
      `{"type":"about:blank","title":"Bad Request","status":400,"detail":"The parameter 'count' must be a whole number from 1 to 1000."}`,
    ],
    ['/nope', '{"type":"about:blank","title":"Not Found","status":404,"detail":"No such route."}'],
  ])('GET %s', (path, right) => {
    expect(body('GET', path)).toBe(right);
  });

  it('POST /api/orders', () => {
    const order = { ...sampleOrder(1), lines: [{ sku: 'ABC-00001', quantity: 3, unitCents: 250 }] };
    expect(body('POST', '/api/orders', JSON.stringify(order))).toBe(
      '{"orderId":"order-2-750","status":"accepted","lines":1,"units":3,"totalCents":750}',
    );
    expect(body('POST', '/api/orders', '{')).toBe(
      '{"type":"about:blank","title":"Bad Request","status":400,"detail":"The body must be a JSON order."}',
    );
    expect(body('POST', '/api/orders', ' '.repeat(16_385))).toBe(
      '{"type":"about:blank","title":"Content Too Large","status":413,"detail":"The body must not be larger than 16384 bytes."}',
    );
  });
});

describe('the statement itself', () => {
  it('covers all of its answers in the table of cases', () => {
    const statuses = new Set(CASES.map((one) => expectedResponse(one)?.status));
    expect([...statuses].sort()).toEqual([200, 201, 400, 404, 405, 413]);
  });

  it('names the methods a route has', () => {
    expect(expectedResponse({ method: 'POST', path: '/api/dummy' })?.headers).toMatchObject({
      allow: 'GET, HEAD',
    });
    expect(expectedResponse({ method: 'GET', path: '/api/orders' })?.headers).toMatchObject({
      allow: 'POST',
    });
  });

  it('says nothing where CONTRACT.md says nothing', () => {
    expect(expectedResponse({ method: 'PROPFIND', path: '/api/dummy' })).toBeUndefined();
    expect(expectedResponse({ method: 'GET', path: '/api/%64ummy' })).toBeUndefined();
    expect(
      expectedResponse({ method: 'POST', path: '/api/orders', headers: { 'Content-Encoding': 'gzip' } }),
    ).toBeUndefined();
  });

  it('offers a sample order of about 1 kB', () => {
    for (const number of [1, 12_345, 999_999_999]) {
      const bytes = Buffer.byteLength(JSON.stringify(sampleOrder(number)));
      expect(bytes).toBeGreaterThan(900);
      expect(bytes).toBeLessThan(1_150);
      expect(body('POST', '/api/orders', JSON.stringify(sampleOrder(number)))).toContain('"accepted"');
    }
  });
});
