import type { AddressInfo } from 'node:net';
import { createServer, Socket } from 'node:net';

/**
 * The cheapest HTTP server that Node can be: one canned response for every blank line received.
 * It is the wall the generators are thrown against, so it must cost less per request than they do:
 * reads share a buffer, writes go straight to the handle. Prints its port.
 */
const BODY = '{"message":"hello, world"}';
const RESPONSE = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${BODY.length}`,
    'Date: Sun, 23 Nov 2025 00:00:00 GMT',
    'Connection: keep-alive',
    '',
    BODY,
  ].join('\r\n'),
);
const readBuffer = Buffer.allocUnsafeSlow(65_536);

interface Handle {
  writeBuffer(request: null, data: Uint8Array): number | object;
}

const server = createServer({ pauseOnConnect: true, noDelay: true }, (accepted) => {
  // A server's sockets know no `onread`; its handle under a socket of our own does.
  const handle = (accepted as unknown as { _handle: Handle })._handle;
  (accepted as unknown as { _handle: null })._handle = null;
  let matched = 0;
  const answerAll = (bytes: number): boolean => {
    for (let i = 0; i < bytes; i++) {
      const byte = readBuffer[i];
      // \r\n\r\n, wherever the packets are cut: a lone \r begins the match anew.
      if (byte === 13) matched = matched === 2 ? 3 : 1;
      else if (byte === 10 && (matched === 1 || matched === 3)) matched++;
      else matched = 0;
      if (matched < 4) continue;
      matched = 0;
      if (handle.writeBuffer(null, RESPONSE) !== 0) socket.destroy();
    }
    return true;
  };
  const socket = new Socket({ handle, onread: { buffer: readBuffer, callback: answerAll } } as never);
  socket.on('error', () => {});
  socket.resume();
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', 4096, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
