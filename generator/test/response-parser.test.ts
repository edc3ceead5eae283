import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN, COMPLETE, HEAD_LIMIT_BYTES, PENDING, ResponseParser } from '../src/response-parser.ts';
import { responses } from './support/responses.ts';

interface Parsed {
  progress: number;
  status: number;
  bodyLength: number;
  bodyCrc32: number;
  keepAlive: boolean;
}

/** Feeds `bytes` cut at `cuts`, then ends the connection if the response is not whole by then. */
function parse(bytes: Buffer, cuts: readonly number[] = [], isHead = false): Parsed {
  const parser = new ResponseParser();
  parser.start(isHead, true);
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  let progress: number = PENDING;
  for (let i = 1; i < edges.length && progress !== BROKEN; i++) {
    const part = bytes.subarray(edges[i - 1], edges[i]);
    if (part.length === 0) continue;
    // The connection's owner treats bytes after the response as broken, too.
    progress = progress === COMPLETE ? BROKEN : parser.feed(Uint8Array.from(part), part.length);
  }
  if (progress === PENDING) progress = parser.end();
  if (progress === BROKEN) return { progress, status: 0, bodyLength: 0, bodyCrc32: 0, keepAlive: false };
  const { head, bodyLength, bodyCrc32 } = parser;
  return { progress, status: head.status, bodyLength, bodyCrc32, keepAlive: head.keepAlive };
}

const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const cuts = fc.array(fc.nat({ max: 4000 }), { maxLength: 12 });
const within = (bytes: Buffer, at: readonly number[]): number[] => at.map((cut) => cut % (bytes.length + 1));

describe('ResponseParser', () => {
  it('reads every valid response the same, however it is split', () => {
    fc.assert(
      fc.property(responses, cuts, ({ bytes, status, body, keepAlive, isHead }, at) => {
        const expected = {
          progress: COMPLETE,
          status,
          bodyLength: body.length,
          bodyCrc32: crc32(body),
          keepAlive,
        };
        expect(parse(bytes, [], isHead)).toEqual(expected);
        expect(parse(bytes, within(bytes, at), isHead)).toEqual(expected);
        const everywhere = Array.from({ length: bytes.length }, (_, i) => i);
        expect(parse(bytes, everywhere, isHead)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('judges damaged responses the same, however they are split, and never throws', () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(responses, damage, cuts, ({ bytes }, changes, at) => {
        const damaged = Buffer.from(bytes);
        for (const [where, byte] of changes) damaged[where % damaged.length] = byte;
        expect(parse(damaged, within(damaged, at))).toEqual(parse(damaged));
      }),
      { numRuns: 500 },
    );
  });

  it('has never a whole response from a part of one that says its length', () => {
    fc.assert(
      fc.property(responses, fc.nat({ max: 4000 }), ({ bytes, isFramed, isHead }, at) => {
        fc.pre(isFramed);
        const part = bytes.subarray(0, at % bytes.length);
        expect(parse(part, [], isHead).progress).toBe(BROKEN);
      }),
    );
  });

  it.each([
    ['no HTTP', text('SSH-2.0-OpenSSH_9.2', '')],
    ['HTTP/2', text('HTTP/2.0 200 OK', 'Content-Length: 0', '', '')],
    ['lower case http', text('http/1.1 200 OK', 'Content-Length: 0', '', '')],
    ['a status of two digits', text('HTTP/1.1 20 OK', 'Content-Length: 0', '', '')],
    ['a status below 100', text('HTTP/1.1 099 Low', 'Content-Length: 0', '', '')],
    ['a field without a colon', text('HTTP/1.1 200 OK', 'nonsense', '', '')],
    ['a blank before the colon', text('HTTP/1.1 200 OK', 'Content-Length : 0', '', '')],
    ['a NUL in a field', text('HTTP/1.1 200 OK', 'X: a\0b', 'Content-Length: 0', '', '')],
    ['a lone CR', text('HTTP/1.1 200 OK', 'X: a\rb', 'Content-Length: 0', '', '')],
    ['a negative length', text('HTTP/1.1 200 OK', 'Content-Length: -1', '', '')],
    ['a length with a unit', text('HTTP/1.1 200 OK', 'Content-Length: 2 b', '', 'ab')],
    ['two different lengths', text('HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 2', '', 'ab')],
    ['a folded length', text('HTTP/1.1 200 OK', 'Content-Length:', ' 2', '', 'ab')],
    ['a chunk size that is none', text('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', 'x', '', '')],
    [
      'an endless chunk size',
      text('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', `${'f'.repeat(14)}`, ''),
    ],
    [
      'a chunk longer than its size',
      text('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '1', 'ab', '0', '', ''),
    ],
    ['more than the response', text('HTTP/1.1 200 OK', 'Content-Length: 1', '', 'abc')],
    ['more than no response body', text('HTTP/1.1 204 No Content', '', 'x')],
    ['an endless head', Buffer.concat([text('HTTP/1.1 200 OK', ''), Buffer.alloc(HEAD_LIMIT_BYTES, 'x')])],
    ['endless fields', text('HTTP/1.1 200 OK', ...new Array<string>(20_000).fill('a: b'), '', '')],
  ])('refuses %s', (_, bytes) => {
    expect(parse(bytes).progress).toBe(BROKEN);
    expect(
      parse(
        bytes,
        Array.from({ length: Math.min(600, bytes.length) }, (_x, i) => i),
      ).progress,
    ).toBe(BROKEN);
  });

  it.each([
    ['HTTP/1.0 closes', text('HTTP/1.0 200 OK', 'Content-Length: 0', '', ''), false],
    [
      'HTTP/1.0 keep-alive stays',
      text('HTTP/1.0 200 OK', 'connection: Keep-Alive', 'Content-Length: 0', '', ''),
      true,
    ],
    [
      'a close among others',
      text('HTTP/1.1 200 OK', 'Connection: foo, Close', 'Content-Length: 0', '', ''),
      false,
    ],
    [
      'close beats keep-alive',
      text('HTTP/1.1 200 OK', 'Connection: close, keep-alive', 'Content-Length: 0', '', ''),
      false,
    ],
    [
      'both framings at once',
      text('HTTP/1.1 200 OK', 'Content-Length: 9', 'Transfer-Encoding: chunked', '', '0', '', ''),
      false,
    ],
    ['a coding after chunked', text('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked, gzip', '', 'abc'), false],
    [
      'a coding that only begins like chunked',
      text('HTTP/1.1 200 OK', 'Transfer-Encoding: chunkedly', '', 'a'),
      false,
    ],
    ['a protocol switch', text('HTTP/1.1 101 Switching Protocols', 'Upgrade: x', '', ''), false],
    ['no reason, bare line feeds', Buffer.from('HTTP/1.1 200\nContent-Length: 0\n\n'), true],
    ['a folded other field', text('HTTP/1.1 200 OK', 'X-Long: a', '  b', 'Content-Length: 0', '', ''), true],
  ])('knows whether the connection may be used again: %s', (_, bytes, keepAlive) => {
    expect(parse(bytes)).toMatchObject({ progress: COMPLETE, keepAlive });
  });

  it('reads the keep-alive hint', () => {
    const parser = new ResponseParser();
    parser.start(false, false);
    const bytes = text('HTTP/1.1 200 OK', 'Keep-Alive: max=9, timeout=5', 'Content-Length: 0', '', '');
    parser.feed(bytes, bytes.length);
    expect(parser.head.keepAliveTimeoutS).toBe(5);
  });
});
