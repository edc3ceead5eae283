import { describe, expect, it } from 'vitest';
import { BuildLog } from '../../src/adapters/docker/image-build-log.ts';
import { buildError } from '../../src/adapters/docker/image-errors.ts';

/** What `docker compose --progress plain build` prints, both streams: taken from real builds (Compose 5.6, engine 20.10). */
const TWO_SERVICES = ` Image lab/beta:1 Building
 Image lab/alpha:1 Building
#1 [internal] load local bake definitions
#1 reading from stdin 896B done
#1 DONE 0.0s

#2 [alpha internal] load build definition from Dockerfile
#2 transferring dockerfile: 32B done
#2 DONE 0.0s

#7 [alpha internal] load metadata for docker.io/library/node:26.10.0-bookworm-slim
#7 DONE 1.3s

#8 [alpha build 1/4] FROM docker.io/library/node:26.10.0-bookworm-slim@sha256:a9ac3e
#8 DONE 0.0s

#10 [alpha build 4/4] RUN echo "two" > /src/x &&     echo more
#10 CACHED

#12 [alpha build 2/4] WORKDIR /src
#12 CACHED

#15 [beta 2/3] RUN --mount=type=cache,target=/root/.npm npm ci
#15 0.564 added 50 packages
#15 ...

#14 [alpha] exporting to image
#14 exporting layers done
#14 DONE 2.1s

#15 [beta 2/3] RUN --mount=type=cache,target=/root/.npm npm ci
#15 12.345 done
#15 DONE 12.6s

#16 [beta 3/3] RUN echo failing; seq 1 12; exit 3
#16 0.304 failing
${Array.from({ length: 12 }, (_, i) => `#16 0.310 ${i + 1}`).join('\n')}
#16 ERROR: executor failed running [/bin/sh -c echo failing; seq 1 12; exit 3]: exit code: 3
------
 > [beta 3/3] RUN echo failing; seq 1 12; exit 3:
0.310 12
------
target beta: failed to solve: executor failed running [/bin/sh -c echo failing; seq 1 12; exit 3]: exit code: 3`;

const NO_BASE_IMAGE = ` Image lab/beta:1 Building
#4 [internal] load metadata for docker.io/library/node:99.99.99
#4 ERROR: failed to do request: Head "https://registry.invalid/v2/library/node/manifests/99.99.99": no such host
------
 > [internal] load metadata for docker.io/library/node:99.99.99:
------
failed to solve: rpc error: failed to create LLB definition: no such host`;

const CLASSIC = `Sending build context to Docker daemon  524.4kB
Step 1/5 : FROM debian:bookworm-slim
 ---> f13d86c3e2e7
Step 2/5 : WORKDIR /srv
 ---> Using cache
Step 4/5 : RUN echo failing; exit 3
 ---> Running in d76b4f1d2a12
failing
The command '/bin/sh -c echo failing; exit 3' returned a non-zero code: 3`;

function told(text: string, services: readonly string[]): { log: BuildLog; lines: string[]; said: string[] } {
  const log = new BuildLog(services);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return { log, lines, said: lines.map((line) => log.take(line)).filter((line) => line !== null) };
}

describe('BuildLog', () => {
  it('says in plain words what is being built, once, and for how long; not what the cache had', () => {
    expect(told(TWO_SERVICES, ['alpha', 'beta']).said).toEqual([
      'alpha: on node:26.10.0-bookworm-slim',
      'beta: npm ci',
      'beta: npm ci took 12.6 s',
      'beta: echo failing; seq 1 12; exit 3',
    ]);
  });

  it('names the only service, which the log leaves out', () => {
    const { said } = told(TWO_SERVICES.replaceAll(/\[(alpha|beta) ?/g, '['), ['gamma']);
    expect(said[0]).toBe('gamma: on node:26.10.0-bookworm-slim');
    expect(new Set(said.map((line) => line.split(':')[0]))).toEqual(new Set(['gamma']));
  });

  it('keeps the failed step with its last ten lines', () => {
    const { log } = told(TWO_SERVICES, ['alpha', 'beta']);
    expect(log.failed).toMatchObject({ service: 'beta', step: 'RUN echo failing; seq 1 12; exit 3' });
    expect(log.failed?.lastLines).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 3)));
  });

  it('follows a build without BuildKit', () => {
    const { log, lines, said } = told(CLASSIC, ['alpha']);
    expect(said).toEqual(['alpha: on debian:bookworm-slim', 'alpha: echo failing; exit 3']);
    const error = buildError(log.failed, lines, { file: '/lab/compose.yml', services: ['alpha'] });
    expect([error.code, Object.fromEntries(error.seen)['said']]).toEqual([
      'LAB_BUILD_FAILED',
      expect.stringContaining('returned a non-zero code: 3'),
    ]);
  });
});

describe('buildError', () => {
  it('tells a base image that cannot be had from a build that fails', () => {
    const { log, lines } = told(NO_BASE_IMAGE, ['beta']);
    const error = buildError(log.failed, lines, { file: '/lab/compose.yml', services: ['beta'] });
    expect([error.code, error.message]).toEqual([
      'LAB_IMAGE_UNAVAILABLE',
      expect.stringContaining('node:99.99.99'),
    ]);
    expect(error.seen).toEqual([['said', expect.stringContaining('no such host')]]);
  });

  it('finds the service of a Dockerfile that could not even be read', () => {
    const lines = [
      ' Image lab/beta:1 Building',
      'target beta: failed to solve: dockerfile parse error line 2',
    ];
    const error = buildError(null, lines, { file: '/lab/compose.yml', services: ['alpha', 'beta'] });
    expect([error.code, error.message]).toEqual([
      'LAB_BUILD_FAILED',
      expect.stringContaining('beta could not'),
    ]);
    expect(error.fix).toEqual(['docker compose --file /lab/compose.yml build beta shows all of it']);
  });
});
