import { request } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';

export interface SeenResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Sends exact bytes on a fresh connection and reads one response with Node's own parser, so that
 * what is verified does not depend on the generator's. Rejects when no whole response came.
 */
export function exchange(
  address: { readonly host: string; readonly port: number },
  wire: Buffer,
  method: string,
  timeoutMs: number,
): Promise<SeenResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<SeenResponse>();
  const socket = connect({ ...address, noDelay: true });
  // From the start to the last byte: a response that trickles never lets a socket's own timeout fire.
  const late = setTimeout(() => reject(new Error(`no whole response within ${timeoutMs} ms`)), timeoutMs);
  socket.once('error', reject);
  socket.once('connect', () => socket.write(wire));

  // What `http.request` writes is dropped: only the response's parser is wanted of it.
  const tap = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  socket.on('data', (chunk) => tap.push(chunk));
  socket.once('end', () => tap.push(null));
  const client = request({ method, createConnection: () => tap }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('error', reject);
    response.once('end', () => {
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(headers),
        body: Buffer.concat(chunks),
      });
    });
  });
  client.once('error', reject);
  client.end();
  return promise.finally(() => {
    clearTimeout(late);
    socket.destroy();
    tap.destroy();
  });
}
