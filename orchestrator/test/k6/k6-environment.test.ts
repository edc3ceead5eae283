import { describe, expect, it } from 'vitest';
import { k6Environment, virtualUsers } from '../../src/adapters/k6/k6-environment.ts';
import { logText } from '../../src/adapters/k6/k6-errors.ts';
import { useBetween } from '../../src/adapters/k6/k6-use.ts';
import { wireToRequest } from '../../src/adapters/k6/wire-to-request.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const variant = (wire: string | Buffer) => ({
  wire: base64(wire),
  method: 'POST',
  expect: { statuses: [201] },
});
const order: LoadOrder = {
  id: 'a',
  target: { address: '10.0.0.2', port: 3000 },
  requests: [{ name: 'é', weight: 1, variants: [variant('POST /x HTTP/1.1\r\nHost: a\r\n\r\n')] }],
  ratePerSec: 1000,
  durationS: 10,
  leadInS: 3,
  timeoutMs: 5000,
  connections: 64,
  pacing: 'paced',
  seed: 1,
  burn: 'hybrid',
  startAtMs: 1,
};

describe('our bytes as a request of k6', () => {
  it('keeps method, path, headers and body, and leaves the length to k6', () => {
    const wire =
      'POST /a?b=c HTTP/1.1\r\nHost: x:1\r\nContent-Type: application/json\r\ncontent-length: 4\r\n\r\n{é}';
    const { headers, ...rest } = wireToRequest(variant(wire));
    expect(headers).toEqual({ Host: 'x:1', 'Content-Type': 'application/json' });
    expect(rest).toEqual({ method: 'POST', path: '/a?b=c', body: '{é}', expect: { statuses: [201] } });
  });

  it('sends bytes that are no text as bytes', () => {
    const body = Buffer.from([0xff, 0xfe, 0]);
    const wire = Buffer.concat([Buffer.from('POST / HTTP/1.1\r\nHost: x\r\n\r\n'), body]);
    expect(wireToRequest(variant(wire))).toMatchObject({ bodyBase64: body.toString('base64') });
  });
});

describe('the environment of a step', () => {
  it('names the address, keeps one Go thread per CPU, and holds requests of any size', () => {
    const small = k6Environment(order, [2, 3]);
    expect(small).toMatchObject({ LAB_TARGET: 'http://10.0.0.2:3000', GOMAXPROCS: '2', LAB_VUS: '100' });
    const [first] = order.requests;
    const variants = Array.from({ length: 2000 }, () =>
      variant(`POST /${'y'.repeat(200)} HTTP/1.1\r\nHost: a\r\n\r\n`),
    );
    const large = k6Environment(
      { ...order, requests: [{ name: 'é', weight: first?.weight ?? 1, variants }] },
      [1],
    );
    const chunks = Object.entries(large).filter(([name]) => name.startsWith('LAB_REQUESTS_'));
    expect(chunks.length).toBeGreaterThan(4);
    expect(Math.max(...chunks.map(([, text]) => Buffer.byteLength(text)))).toBeLessThanOrEqual(100_000);
    const together = JSON.parse(chunks.map(([, text]) => text).join(''));
    expect(together[0]).toMatchObject({ name: 'é' });
    expect(together[0].variants).toHaveLength(2000);
  });

  it('resolves a name to the address the lab resolved it to', () => {
    const tls = { servername: 'shop.test', rejectUnauthorized: false };
    expect(k6Environment({ ...order, target: { address: '10.0.0.2', port: 8443, tls } }, [1])).toMatchObject({
      LAB_TARGET: 'https://shop.test:8443',
      LAB_RESOLVE: 'shop.test=10.0.0.2',
      LAB_TLS_INSECURE: 'true',
    });
    expect(k6Environment({ ...order, target: { address: '::1', port: 80 } }, [1])['LAB_TARGET']).toBe(
      'http://[::1]:80',
    );
  });

  it.each([
    [{ pacing: 'poisson' as const }, 'Poisson'],
    [{ durationS: 301 }, '301 s'],
    [{ durationS: 0.5 }, '0.5 s'],
  ])('refuses what k6 cannot offer: %o', (more, words) => {
    expect(() => k6Environment({ ...order, ...more }, [1])).toThrow(words);
  });

  it.each([
    [64, 200, 64],
    [64, 2000, 200],
    [64, 20_000, 500],
    [800, 20_000, 800],
  ])('%i connections at %i/s are %i virtual users', (connections, ratePerSec, want) => {
    expect(virtualUsers({ connections, ratePerSec })).toBe(want);
  });
});

it('k6 used so much CPU between two moments', () => {
  const readings = [0, 1000, 2000, 3000].map((atMs, i) => ({
    atMs,
    cpuUs: [0, 500, 1500, 1500][i] ?? 0,
    memoryMb: 10 * i,
  }));
  expect(useBetween(readings, 500, 2500)).toEqual({ wallUs: 2_000_000, cpuUs: 1250, rssMb: 30 });
  expect(useBetween(readings, 2500, 9000)).toMatchObject({ wallUs: 500_000, cpuUs: 0 });
  expect(useBetween(readings.slice(0, 1), 0, 1000)).toBeNull();
});

it('the text of a line of its log', () => {
  expect(logText('time="2026" level=error msg="a \\"b\\"\\n\\tc" hint=x')).toBe('a "b" \\tc');
  expect(logText('panic: oh')).toBe('panic: oh');
});
