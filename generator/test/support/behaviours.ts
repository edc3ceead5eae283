import type { Socket } from 'node:net';
import type { ErrorKind } from '@framework-lab/protocol/load';
import type { Behaviour } from './scripted-server.ts';

export const BODY = '{"message":"hello"}';
const HEAD = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n`;
export const WHOLE = `${HEAD}\r\n${BODY}`;

const say =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(text, 'latin1');

/** Writes the parts in turns of the event loop, so that they arrive apart. */
const sayInParts =
  (...parts: string[]): Behaviour =>
  (socket) => {
    const sayFrom = (at: number): void => {
      const part = parts[at];
      if (part === undefined || socket.destroyed) return;
      socket.write(part, 'latin1', () => setImmediate(() => sayFrom(at + 1)));
    };
    sayFrom(0);
  };

const thenEnd =
  (text: string): Behaviour =>
  (socket) =>
    socket.end(text, 'latin1');

const thenReset =
  (text: string): Behaviour =>
  (socket: Socket) => {
    if (text === '') socket.resetAndDestroy();
    else socket.write(text, 'latin1', () => setTimeout(() => socket.resetAndDestroy(), 5));
  };

/** Every way of answering that the generator must understand, with what it has to make of it. */
export const BEHAVIOURS: Record<string, { does: Behaviour; is: 'ok' | 'timeout' | ErrorKind }> = {
  whole: { does: say(WHOLE), is: 'ok' },
  inParts: { does: sayInParts(WHOLE.slice(0, 9), WHOLE.slice(9, 70), WHOLE.slice(70)), is: 'ok' },
  chunked: {
    does: sayInParts(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n8;ext="a;b"\r\n{"messag\r',
      '\nB\r\ne":"hello"}\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r',
      '\n',
    ),
    is: 'ok',
  },
  continued: {
    does: sayInParts('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', WHOLE),
    is: 'ok',
  },
  noContent: { does: say('HTTP/1.1 204 No Content\r\n\r\n'), is: 'ok' },
  notModified: { does: say(`HTTP/1.1 304 Not Modified\r\nContent-Length: 512\r\n\r\n`), is: 'ok' },
  closes: { does: thenEnd(`${HEAD}Connection: close\r\n\r\n${BODY}`), is: 'ok' },
  closesLate: { does: say(`${HEAD}Connection: close\r\n\r\n${BODY}`), is: 'ok' },
  oldAndClosing: { does: thenEnd(WHOLE.replace('1.1', '1.0')), is: 'ok' },
  oldAndKept: { does: say(`${HEAD.replace('1.1', '1.0')}Connection: keep-alive\r\n\r\n${BODY}`), is: 'ok' },
  untilClose: { does: thenEnd(`HTTP/1.1 200 OK\r\n\r\n${BODY}`), is: 'ok' },
  slow: { does: (socket) => setTimeout(() => !socket.destroyed && socket.write(WHOLE), 60), is: 'ok' },
  refused: { does: say('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'), is: 'status' },
  wrongBody: { does: say(WHOLE.replace('hello', 'hallo')), is: 'body' },
  wrongLength: { does: say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'), is: 'body' },
  endsAtOnce: { does: thenEnd(''), is: 'eof' },
  endsInHead: { does: thenEnd(HEAD), is: 'eof' },
  endsInBody: { does: thenEnd(WHOLE.slice(0, -3)), is: 'eof' },
  endsInChunk: { does: thenEnd('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'), is: 'eof' },
  resets: { does: thenReset(''), is: 'reset' },
  resetsInBody: { does: thenReset(WHOLE.slice(0, -3)), is: 'reset' },
  garbage: { does: say('\x16\x03\x01 not HTTP at all\r\n\r\n'), is: 'parse' },
  garbageChunk: { does: say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'), is: 'parse' },
  twoLengths: {
    does: say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'),
    is: 'parse',
  },
  leftover: { does: say(`${WHOLE}HTTP/1.1 200 OK\r\n\r\n`), is: 'parse' },
  silent: { does: () => {}, is: 'timeout' },
  drips: {
    does: (socket) => {
      socket.write(WHOLE.slice(0, -8));
      // Slow enough for the longest timeout asked of it: eight more bytes would be a whole body.
      const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 500);
      socket.on('close', () => clearInterval(timer));
    },
    is: 'timeout',
  },
};
