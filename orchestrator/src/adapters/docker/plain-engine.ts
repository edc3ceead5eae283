import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { EngineAddress, TlsFiles } from './engine-address.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One request to an engine with nothing but Node: for finding one before dockerode is loaded, and
 * for the reaper, which must start in no time. Rejects with the system's error, or with `no answer`
 * when the whole answer has not come within the limit.
 */
export function askPlainly(
  address: EngineAddress,
  method: 'GET' | 'DELETE',
  path: string,
  timeoutMs: number,
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    const tls = address.kind === 'tcp' ? address.tls : null;
    const target =
      address.kind === 'socket'
        ? { socketPath: address.path, headers: { host: 'docker' } }
        : { host: address.host, port: address.port, ...(tls ? tlsOptions(tls) : {}) };
    const request = (tls ? httpsRequest : httpRequest)(
      { ...target, method, path, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    // Not the socket's own timeout: an engine that sends a byte now and then would never be given up.
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    request.once('close', () => clearTimeout(timer));
    request.once('error', reject);
    request.end();
  });
}

/** The content of the files, in the words of node:tls. Throws where one that is needed cannot be read. */
export function tlsOptions(files: TlsFiles): {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  rejectUnauthorized: boolean;
} {
  return {
    ...(files.ca ? { ca: readFileSync(files.ca) } : {}),
    ...(files.cert ? { cert: readFileSync(files.cert) } : {}),
    ...(files.key ? { key: readFileSync(files.key) } : {}),
    rejectUnauthorized: files.verify,
  };
}
