import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { engineCandidates } from '../../src/adapters/docker/engine-candidates.ts';

const HOME = '/home/user';

function candidates(
  env: Record<string, string> = {},
  files: Record<string, unknown> = {},
  platform = 'linux',
): ReturnType<typeof engineCandidates> {
  const readFile = (path: string) => {
    const content = files[path];
    if (content === undefined) return null;
    return typeof content === 'string' ? content : JSON.stringify(content);
  };
  return engineCandidates({ env, home: HOME, platform, readFile });
}

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex');
const paths = (found: ReturnType<typeof candidates>) =>
  found.map(({ address }) =>
    typeof address === 'string' || address.kind === 'tcp' ? address : address.path,
  );

describe('where an engine is looked for', () => {
  it('is DOCKER_HOST alone, when it is set', () => {
    expect(candidates({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'y' })).toEqual([
      { where: 'DOCKER_HOST unix:///x.sock', address: { kind: 'socket', path: '/x.sock' } },
    ]);
    expect(candidates({ DOCKER_HOST: 'tcp://10.0.0.1' })[0]?.address).toEqual({
      kind: 'tcp',
      host: '10.0.0.1',
      port: 2375,
      tls: null,
    });
    expect(candidates({ DOCKER_HOST: 'tcp://[::1]:1234' })[0]?.address).toMatchObject({
      host: '::1',
      port: 1234,
    });
  });

  it('with its certificates, as the docker CLI has them', () => {
    const env = { DOCKER_HOST: 'tcp://engine:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(candidates(env)[0]?.address).toEqual({
      kind: 'tcp',
      host: 'engine',
      port: 2376,
      tls: { ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem', verify: true },
    });
  });

  it('over ssh is refused with the way round it, and nonsense with what would make sense', () => {
    expect(candidates({ DOCKER_HOST: 'ssh://me@far' })[0]?.address).toMatch(/ssh -nNT -L .* me@far/);
    expect(candidates({ DOCKER_HOST: 'ftp://x' })[0]?.address).toMatch(/none of/);
  });

  it('is else every usual socket, those of a user among them', () => {
    expect(paths(candidates({ XDG_RUNTIME_DIR: '/run/user/1000' }))).toEqual([
      '/var/run/docker.sock',
      '/run/docker.sock',
      '/run/user/1000/docker.sock',
      `${HOME}/.docker/run/docker.sock`,
      `${HOME}/.docker/desktop/docker.sock`,
      `${HOME}/.colima/default/docker.sock`,
      `${HOME}/.orbstack/run/docker.sock`,
      `${HOME}/.rd/docker.sock`,
      '/run/user/1000/podman/podman.sock',
      '/run/podman/podman.sock',
    ]);
    expect(paths(candidates({}, {}, 'win32'))).toEqual(['//./pipe/docker_engine']);
  });

  it('begins with the current context, named by the environment or by the CLI’s own file', () => {
    const meta = { Name: 'lab', Endpoints: { docker: { Host: 'unix:///lab.sock', SkipTLSVerify: false } } };
    const files = {
      [`${HOME}/.docker/config.json`]: { currentContext: 'lab' },
      [`${HOME}/.docker/contexts/meta/${hashOf('lab')}/meta.json`]: meta,
    };
    const [first, second] = candidates({}, files);
    expect(first).toEqual({
      where: 'docker context lab (unix:///lab.sock)',
      address: { kind: 'socket', path: '/lab.sock' },
    });
    expect(second?.where).toBe('/var/run/docker.sock');
    expect(candidates({ DOCKER_CONTEXT: 'default' }, files)[0]?.where).toBe('/var/run/docker.sock');

    const elsewhere = { [`/cfg/contexts/meta/${hashOf('far')}/meta.json`]: meta };
    expect(candidates({ DOCKER_CONFIG: '/cfg', DOCKER_CONTEXT: 'far' }, elsewhere)[0]?.where).toMatch(/far/);
  });

  it('takes a context’s certificates, and says when a context has no address', () => {
    const files = {
      [`${HOME}/.docker/contexts/meta/${hashOf('tls')}/meta.json`]: {
        Endpoints: { docker: { Host: 'tcp://engine:2376', SkipTLSVerify: true } },
      },
      [`${HOME}/.docker/contexts/tls/${hashOf('tls')}/docker/ca.pem`]: 'PEM',
    };
    expect(candidates({ DOCKER_CONTEXT: 'tls' }, files)[0]?.address).toMatchObject({
      tls: { ca: `${HOME}/.docker/contexts/tls/${hashOf('tls')}/docker/ca.pem`, verify: false },
    });
    expect(candidates({ DOCKER_CONTEXT: 'lost' })[0]).toEqual({
      where: 'docker context lost',
      address: 'its files say no address',
    });
    expect(candidates({}, { [`${HOME}/.docker/config.json`]: '{ broken' })[0]?.where).toBe(
      '/var/run/docker.sock',
    );
  });
});
