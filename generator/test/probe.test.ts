import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { answerTo } from '../src/probe/answer.ts';

const TRICKLE = 'HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n';

async function scripted(answer: string): Promise<{ port: number; heard: () => string } & AsyncDisposable> {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (answer === 'hang up') socket.end();
      else socket.write(answer, 'latin1');
      if (answer === TRICKLE) trickle(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function trickle(socket: Socket): void {
  if (socket.destroyed) return;
  socket.write('x');
  setTimeout(() => trickle(socket), 20);
}

const WIRE = 'GET /it HTTP/1.1\r\nHost: x\r\nX-Odd:  two  spaces\r\n\r\n';

function question(port: number, timeoutMs = 5000, method = 'GET') {
  return { id: 7, host: '127.0.0.1', port, wire: Buffer.from(WIRE).toString('base64'), method, timeoutMs };
}

it('sends exactly the bytes and gives the whole response', async () => {
  await using server = await scripted(
    'HTTP/1.1 201 Created\r\nX-Name: Value\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\u00ff{}\r\n0\r\n\r\n',
  );
  const answer = await answerTo(question(server.port));
  expect(server.heard()).toBe(WIRE);
  expect(answer).toMatchObject({ type: 'response', id: 7, status: 201, headers: { 'x-name': 'Value' } });
  expect(answer.type === 'response' && Buffer.from(answer.body, 'base64').toString('latin1')).toBe(
    '\u00ff{}',
  );
});

it('expects no body of a response to HEAD', async () => {
  await using server = await scripted('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n');
  expect(await answerTo(question(server.port, 5000, 'HEAD'))).toMatchObject({ status: 200, body: '' });
});

it.each([
  ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', /within 300 ms/, 300],
  [TRICKLE, /within 300 ms/, 300],
  ['hang up', /socket hang up/, 20_000],
  ['nonsense\r\n\r\n', /Parse Error/, 20_000],
])('says why no whole response came: %j', async (answer, why, timeoutMs) => {
  await using server = await scripted(answer);
  const said = await answerTo(question(server.port, timeoutMs));
  expect(said).toMatchObject({ type: 'error', id: 7 });
  expect(said.type === 'error' && said.error).toMatch(why);
});

it('says that nobody listens', async () => {
  expect(await answerTo(question(1))).toMatchObject({
    type: 'error',
    error: expect.stringContaining('ECONNREFUSED'),
  });
});
