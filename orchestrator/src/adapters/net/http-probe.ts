import { request } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { HttpProbe, ProbeResponse } from '../../ports/http-probe.ts';

/** Sends exact bytes on a fresh connection and reads one response with Node's own parser. */
export const socketHttpProbe: HttpProbe = {
  exchange(address, wire, method, timeoutMs) {
    const { promise, resolve, reject } = Promise.withResolvers<ProbeResponse>();
    const socket = connect({ ...address, noDelay: true });
    socket.setTimeout(timeoutMs, () => reject(new Error(`no whole response within ${timeoutMs} ms`)));
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
        const headers = Object.entries(response.headers).map(
          ([name, value]) => [name, String(value)] as const,
        );
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
      socket.destroy();
      tap.destroy();
    });
  },
};
