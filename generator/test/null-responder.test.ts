import type { AddressInfo, Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestReader } from '../src/null-responder/request-reader.ts';
import { nullResponder } from '../src/null-responder/responder.ts';

const GET = 'GET /api/dummy HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nAccept: */*\r\n\r\n';
const HEAD = 'HEAD / HTTP/1.1\r\nHost: x\r\nCookie: content-length: 9\r\n\r\n';
// Its body looks like a request, and its head has names that begin like the ones that matter.
const POST = `POST /api/orders HTTP/1.1\r\nContent-Language: en\r\ncOnTeNt-LeNgTh: \t${GET.length}\r\nX-Content-Length: 7\r\n\r\n${GET}`;
const EMPTY_POST = 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n';
const BARE_LF = 'GET / HTTP/1.1\nHost: x\n\n';
const CHUNKED = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
const ALL = [GET, HEAD, POST, EMPTY_POST, BARE_LF];

describe('RequestReader', () => {
  it('finds every request, however they are cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALL), { maxLength: 12 }), cuts, (requests, sizes) => {
        const heads: boolean[] = [];
        const reader = new RequestReader((isHead) => heads.push(isHead));
        const bytes = Buffer.from(requests.join(''));
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const piece = bytes.subarray(at, at + (sizes[i % sizes.length] as number));
          expect(reader.read(piece, piece.length)).toBeNull();
          at += piece.length;
        }
        expect(heads).toEqual(requests.map((request) => request === HEAD));
      }),
    );
  });

  it.each([
    [CHUNKED, 411],
    ['POST / HTTP/1.1\r\nContent-Length: 5x\r\n\r\nhello', 400],
    ['POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 400],
    [`POST / HTTP/1.1\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`, 400],
  ])('refuses what it cannot answer honestly: %j', (request, refusal) => {
    const bytes = Buffer.from(request);
    expect(new RequestReader(() => expect.unreachable()).read(bytes, bytes.length)).toBe(refusal);
  });
});

describe('nullResponder', () => {
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = nullResponder();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
  });

  async function talk(pieces: readonly string[], until: (text: string) => boolean): Promise<string> {
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let text = '';
    const done = Promise.withResolvers<string>();
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      if (until(text)) done.resolve(text);
    });
    socket.once('error', done.reject);
    socket.once('close', () => done.resolve(text));
    for (const piece of pieces) {
      socket.write(piece);
      if (pieces.length > 1) await sleep(5);
    }
    return done.promise.finally(() => socket.destroy());
  }

  const responses = (text: string): number => text.split('HTTP/1.1 200 OK\r\n').length - 1;
  const bodies = (text: string): number => text.split('{"message":"hello, world"}').length - 1;

  it('answers pipelined requests one by one, on one connection, and gives HEAD no body', async () => {
    const text = await talk([ALL.join('').repeat(20)], (seen) => bodies(seen) === 80);
    expect(responses(text)).toBe(100);
    expect(text).toMatch(/Content-Length: 26\r\n/);
  });

  it('answers requests that come in pieces, heads and bodies alike', async () => {
    const all = GET + POST + GET;
    const pieces = [
      all.slice(0, 3),
      all.slice(3, 60),
      all.slice(60, 150),
      all.slice(150, 190),
      all.slice(190),
    ];
    expect(responses(await talk(pieces, (seen) => bodies(seen) === 3))).toBe(3);
  });

  it('reads bodies larger than its buffer', async () => {
    const body = 'x'.repeat(300_000);
    const post = `POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(responses(await talk([post + post + GET], (seen) => bodies(seen) === 3))).toBe(3);
  });

  it('refuses chunks and ends the connection', async () => {
    expect(await talk([CHUNKED], () => false)).toMatch(
      /^HTTP\/1\.1 411 Length Required\r\n.*Connection: close/s,
    );
  });

  it('survives clients that hang up at any moment', async () => {
    for (const piece of ['', 'GE', GET, POST.slice(0, -5)]) {
      const socket = connect({ host: '127.0.0.1', port });
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(piece);
      socket.resetAndDestroy();
    }
    expect(responses(await talk([GET], (seen) => bodies(seen) === 1))).toBe(1);
  });
});
