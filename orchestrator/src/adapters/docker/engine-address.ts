import { join } from 'node:path';

/** How an engine is reached: a socket of this machine (a named pipe on Windows), or a host. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null };

/** Paths of PEM files, as DOCKER_CERT_PATH and docker contexts keep them. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify: boolean;
}

/** Docker's own ports, without and with TLS. */
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/**
 * Reads what DOCKER_HOST or a context names. A string is the reason why it cannot be used: the lab
 * streams a contender's output for minutes, and the clean-up after a killed lab needs the same
 * address without a login, so ssh:// is left to ssh's own forwarding.
 */
export function parseEngineAddress(host: string, tls: TlsFiles | null): EngineAddress | string {
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(host)?.[1];
  if (socket !== undefined) return { kind: 'socket', path: socket };
  if (host.startsWith('/')) return { kind: 'socket', path: host };
  if (host.startsWith('ssh://')) {
    return `ssh:// is not supported: forward the socket (ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock ${host.slice(6)}) and set DOCKER_HOST=unix:///tmp/docker.sock`;
  }
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (!url?.hostname || !['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    return 'is none of unix://, tcp://, http://, https://';
  }
  const port = Number(url.port) || (tls || url.protocol === 'https:' ? TLS_PORT : PLAIN_PORT);
  const secure = tls !== null || url.protocol === 'https:' || port === TLS_PORT;
  return {
    kind: 'tcp',
    // An IPv6 address stands in brackets in a URL only.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    tls: secure ? (tls ?? { verify: true }) : null,
  };
}

/** The three files that docker keeps in such a folder. */
export function tlsFilesIn(folder: string, verify: boolean): TlsFiles {
  return {
    ca: join(folder, 'ca.pem'),
    cert: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    verify,
  };
}
