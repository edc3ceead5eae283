import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A real HTTP server on a unix socket that answers as the test says; `null` never answers. */
export async function fakeEngine(
  path: string,
  answer: (method: string, url: string) => { status: number; body: unknown } | null,
): Promise<AsyncDisposable & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${decodeURIComponent(url)}`);
    const told = answer(method, url);
    if (told === null) return;
    response.writeHead(told.status, { 'content-type': 'application/json' });
    response.end(typeof told.body === 'string' ? told.body : JSON.stringify(told.body));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
