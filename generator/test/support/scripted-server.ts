import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';

/** How the server treats one request; `socket` is free to be written, ended or reset. */
export type Behaviour = (socket: Socket, request: string) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  readonly server: Server;
  /** Requests that arrived, by the name of the behaviour they met: the truth the generator is held to. */
  readonly served: Map<string, number>;
  readonly requests: number;
}

/** A raw server that meets its n-th request (from 0) with the behaviour `choose` names. */
export async function scriptedServer(
  behaviours: Record<string, Behaviour>,
  choose: (n: number, request: string) => string,
  port = 0,
): Promise<ScriptedServer> {
  const served = new Map<string, number>();
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        const name = choose(requests++, request);
        served.set(name, (served.get(name) ?? 0) + 1);
        behaviours[name]?.(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    server,
    served,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
