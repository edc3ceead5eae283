import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoadTarget } from '@framework-lab/protocol/load';

/** A server on loopback, in the lab's own process, that answers everything with an empty 200. */
export async function startNullResponder(): Promise<AsyncDisposable & { readonly target: LoadTarget }> {
  const server = createServer((request, response) => {
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    target: { address, port },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
