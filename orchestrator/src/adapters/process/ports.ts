import { connect, createServer } from 'node:net';
import { LabError } from '../../domain/errors.ts';
import { listeningInodes, socketOwner } from './listeners.ts';

const LOOPBACK = '127.0.0.1';

/** A port nobody listens on now. Another program may take it before we do; the listener is verified later. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port: 0 }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Throws LAB_PORT_IN_USE, naming the holder where /proc shows it, when anything listens or answers there. */
export async function requireFreePort(port: number, who: string): Promise<void> {
  const listening = (listeningInodes(port) ?? []).length > 0;
  if (!listening && !(await answers(port))) return;
  const owner = (listeningInodes(port) ?? []).map(socketOwner).find((found) => found !== null);
  throw new LabError('LAB_PORT_IN_USE', `Port ${port}, which ${who} is to listen on, is already in use.`, {
    seen: [['holder', owner ?? 'not visible to this user']],
    fix: [
      'end that program, or give the contender another port',
      'npm run lab -- clean ends what an earlier lab left behind',
    ],
  });
}

/** Whether a connection is accepted: the only thing that can be seen where there is no /proc. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const settle = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(500, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
