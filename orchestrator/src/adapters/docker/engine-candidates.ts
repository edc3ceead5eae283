import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { redactUrl } from '../../domain/redact.ts';
import { type EngineAddress, parseEngineAddress, type TlsFiles, tlsFilesIn } from './engine-address.ts';

/** A place where an engine may answer, or why the place that was named cannot be one. */
export interface EngineCandidate {
  /** For people, e.g. `DOCKER_HOST unix:///run/docker.sock`. */
  readonly where: string;
  readonly address: EngineAddress | string;
}

export interface CandidateSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
  /** Text of a file; null where it does not exist or cannot be read. */
  readonly readFile: (path: string) => string | null;
}

/** The places to ask, in the order in which the docker CLI itself would choose, then where engines usually are. */
export function engineCandidates(sources: CandidateSources): EngineCandidate[] {
  const { env, home, platform } = sources;
  const host = env['DOCKER_HOST'];
  if (host) {
    return [
      {
        where: `DOCKER_HOST ${redactUrl(host)}`,
        address: parseEngineAddress(host, tlsOfEnvironment(env, home)),
      },
    ];
  }
  const usual = platform === 'win32' ? ['//./pipe/docker_engine'] : usualSockets(env, home);
  return [
    ...contextCandidate(sources),
    ...usual.map((path) => ({ where: path, address: { kind: 'socket', path } as const })),
  ];
}

function usualSockets(env: CandidateSources['env'], home: string): string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    '/run/docker.sock',
    ...(runtime ? [`${runtime}/docker.sock`] : []),
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
    `${home}/.colima/default/docker.sock`,
    `${home}/.orbstack/run/docker.sock`,
    `${home}/.rd/docker.sock`,
    ...(runtime ? [`${runtime}/podman/podman.sock`] : []),
    '/run/podman/podman.sock',
  ];
}

/** DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as the docker CLI takes them. */
function tlsOfEnvironment(env: CandidateSources['env'], home: string): TlsFiles | null {
  if (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS']) return null;
  const folder = env['DOCKER_CERT_PATH'] || env['DOCKER_CONFIG'] || join(home, '.docker');
  return tlsFilesIn(folder, Boolean(env['DOCKER_TLS_VERIFY']));
}

/**
 * The current context, read from the files of the docker CLI: `config.json`, and
 * `contexts/meta/<sha256 of the name>/meta.json` with its certificates beside.
 */
function contextCandidate({ env, home, readFile }: CandidateSources): EngineCandidate[] {
  const folder = env['DOCKER_CONFIG'] || join(home, '.docker');
  const config = parseJson(readFile(join(folder, 'config.json'))) as { currentContext?: unknown } | null;
  const named = env['DOCKER_CONTEXT'] || config?.currentContext;
  if (typeof named !== 'string' || named === '' || named === 'default') return [];
  const where = `docker context ${named}`;
  const hash = createHash('sha256').update(named).digest('hex');
  const meta = parseJson(readFile(join(folder, 'contexts/meta', hash, 'meta.json'))) as {
    Endpoints?: { docker?: { Host?: unknown; SkipTLSVerify?: unknown } };
  } | null;
  const endpoint = meta?.Endpoints?.docker;
  if (typeof endpoint?.Host !== 'string') return [{ where, address: 'its files say no address' }];
  const certificates = join(folder, 'contexts/tls', hash, 'docker');
  const hasTls = readFile(join(certificates, 'ca.pem')) !== null;
  const tls = hasTls ? tlsFilesIn(certificates, endpoint.SkipTLSVerify !== true) : null;
  return [
    { where: `${where} (${redactUrl(endpoint.Host)})`, address: parseEngineAddress(endpoint.Host, tls) },
  ];
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
