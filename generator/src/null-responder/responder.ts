import type { Server } from 'node:net';
import { createServer, Socket } from 'node:net';
import { SocketWriter } from '../socket-writer.ts';
import type { Refusal } from './request-reader.ts';
import { RequestReader } from './request-reader.ts';

const BODY = '{"message":"hello, world"}';
const HEAD = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json; charset=utf-8',
  `Content-Length: ${BODY.length}`,
  '',
  '',
].join('\r\n');
const RESPONSE = Buffer.from(HEAD + BODY);
const RESPONSE_TO_HEAD = Buffer.from(HEAD);
const REFUSALS: Readonly<Record<Refusal, string>> = { 400: 'Bad Request', 411: 'Length Required' };

/** Every read lands here and is understood before the next one. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/**
 * The cheapest honest HTTP/1.1 server that Node can be: one canned response per request, on
 * connections that stay open until the client ends them. Generators are calibrated against it, so it
 * must cost less per request than they do: reads share a buffer, writes go straight to the handle.
 * It has no timeouts and refuses chunked requests: nothing but a load generator may talk to it.
 */
export function nullResponder(): Server {
  return createServer({ pauseOnConnect: true, noDelay: true }, serve);
}

function serve(accepted: Socket): void {
  let isRefused = false;
  const socket = withSharedReads(accepted, (bytes) => {
    const refusal = isRefused ? null : reader.read(readBuffer, bytes);
    if (refusal !== null) {
      isRefused = true;
      socket.end(
        `HTTP/1.1 ${refusal} ${REFUSALS[refusal]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
    }
    return true;
  });
  const writer = new SocketWriter(socket, true);
  const reader = new RequestReader((isHead) => writer.write(isHead ? RESPONSE_TO_HEAD : RESPONSE));
  // A client that resets its connection has ended it.
  socket.on('error', () => undefined);
  socket.resume();
}

/** Only sockets that are made here know `onread`, so the accepted one hands over its handle. */
function withSharedReads(accepted: Socket, onBytes: (bytes: number) => boolean): Socket {
  const owner = accepted as unknown as { _handle: object | null };
  const handle = owner._handle;
  owner._handle = null;
  return new Socket({ handle, onread: { buffer: readBuffer, callback: onBytes } } as never);
}
