import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabError } from '../../src/domain/errors.ts';
import { ComposeProject, inspect } from '../images/compose-project.ts';
import { NODE_IMAGE, until } from './engine-fixture.ts';

const nowhere = { PATH: '/nonexistent' };
const LABELS = `ARG LAB_COMMIT
ARG LAB_VERSION
LABEL org.opencontainers.image.revision=$LAB_COMMIT org.opencontainers.image.version=$LAB_VERSION`;

/** Steps that no build cache knows. */
function dockerfile(...steps: string[]): string {
  const run = `RUN echo ${Math.random()} > /tmp/one && echo made`;
  return [
    `FROM ${NODE_IMAGE} AS base`,
    run,
    `FROM ${NODE_IMAGE}`,
    'COPY --from=base /tmp/one /one',
    ...steps,
    LABELS,
    '',
  ].join('\n');
}

async function refusal(work: Promise<unknown>): Promise<LabError> {
  return work.then(
    () => expect.unreachable('it was to be refused'),
    (error: LabError) => error,
  );
}

describe('prepareImages', () => {
  it('builds what is missing or of another commit, and starts nothing where all is current', async () => {
    using project = new ComposeProject({ alpha: dockerfile(), beta: dockerfile('RUN sleep 1.1') });
    const first = await project.prepare(['alpha', 'beta']);
    const record = first.get(project.tag('alpha'));
    expect([...first.keys()]).toEqual([project.tag('alpha'), project.tag('beta')]);
    expect(record).toMatchObject({ id: expect.stringMatching(/^sha256:/), revision: 'abc' });
    expect(inspect(record, '{{index .Config.Labels "org.opencontainers.image.version"}}')).toBe('1.2.3');
    expect(project.progress).toContainEqual(expect.stringMatching(/^alpha: echo 0\.\d+ > \/tmp\/one/));
    expect(project.progress).toContainEqual(expect.stringMatching(/^beta: sleep 1\.1 took \d+\.\d s$/));
    const [opening, ...steps] = project.progress;
    expect(opening).toBe('images of alpha, beta: building what the cache does not have');
    expect(steps.every((text) => /^(alpha|beta): [^\n]{3,80}$/.test(text))).toBe(true);

    expect(await project.prepare(['alpha', 'beta'], { env: nowhere })).toEqual(first);
    expect(project.progress).toEqual([]);

    const other = await project.prepare(['alpha'], { commit: 'def' });
    expect(other.get(project.tag('alpha'))?.revision).toBe('def');
    expect(project.progress).not.toContainEqual(expect.stringContaining('echo 0.'));
    const dirty = await project.prepare(['alpha'], { commit: 'def', dirty: true });
    expect(dirty.get(project.tag('alpha'))?.revision).toBe('def-dirty');
    const again = await refusal(project.prepare(['alpha'], { commit: 'def', dirty: true, env: nowhere }));
    expect(again.code).toBe('LAB_COMPOSE_MISSING');
  });

  it('shows which step of which service failed, with its last lines', async () => {
    const broken = dockerfile('RUN for i in $(seq 1 30); do echo line $i; done; echo out of luck; exit 3');
    using project = new ComposeProject({ alpha: dockerfile(), beta: broken });
    const error = await refusal(project.prepare(['alpha', 'beta']));
    const seen = Object.fromEntries(error.seen);
    expect([error.code, error.message]).toEqual([
      'LAB_BUILD_FAILED',
      'The image of beta could not be built.',
    ]);
    expect(seen['step']).toMatch(/^RUN for i in/);
    expect(seen['said']).toContain('exit code: 3');
    expect(seen['last']?.split('\n')).toEqual([
      ...Array.from({ length: 9 }, (_, i) => `line ${i + 22}`),
      'out of luck',
    ]);
  });

  it('says what is wrong with a Dockerfile that cannot be read', async () => {
    using project = new ComposeProject({ alpha: `FROM ${NODE_IMAGE}\nRNU echo\n` });
    const error = await refusal(project.prepare(['alpha']));
    expect(error.code).toBe('LAB_BUILD_FAILED');
    expect(Object.fromEntries(error.seen)['said']).toMatch(/unknown instruction: RNU/);
  });

  it('names the base image that cannot be had, in the words of the engine', async () => {
    const missing = 'lab-missing.invalid/nothing:1';
    using project = new ComposeProject({ alpha: `FROM ${missing}\nRUN echo\n` });
    const error = await refusal(project.prepare(['alpha']));
    expect([error.code, error.message]).toEqual(['LAB_IMAGE_UNAVAILABLE', expect.stringContaining(missing)]);
    expect(Object.fromEntries(error.seen)['said']).toContain('lab-missing.invalid');
  });

  it('pulls only what is missing, and says why it cannot', async () => {
    const missing = 'lab-missing.invalid/nothing:1';
    using project = new ComposeProject({});
    const there = await project.prepare([], { pulls: [NODE_IMAGE], env: nowhere });
    expect(there.get(NODE_IMAGE)?.id).toMatch(/^sha256:/);
    const error = await refusal(project.prepare([], { pulls: [NODE_IMAGE, missing] }));
    expect(project.progress).toEqual([`${missing}: pulling`]);
    expect([error.code, Object.fromEntries(error.seen)['said']]).toEqual([
      'LAB_IMAGE_UNAVAILABLE',
      expect.stringContaining('lab-missing.invalid'),
    ]);
  });

  it('tells a missing CLI from one without Compose, and from an engine that is not there', async () => {
    using project = new ComposeProject({ alpha: dockerfile() });
    const bare = await refusal(project.prepare(['alpha'], { env: nowhere }));
    expect([bare.code, bare.seen]).toEqual([
      'LAB_COMPOSE_MISSING',
      [['tried', expect.stringContaining('no such program')]],
    ]);

    // As the CLI is without its plugin; this machine has one.
    const bin = join(project.root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho "docker: unknown command: docker $1" >&2\nexit 1\n');
    chmodSync(join(bin, 'docker'), 0o755);
    const without = await refusal(project.prepare(['alpha'], { env: { PATH: `${bin}:/usr/bin:/bin` } }));
    expect([without.code, without.seen[0]?.[1]]).toEqual([
      'LAB_COMPOSE_MISSING',
      'docker: unknown command: docker compose',
    ]);

    const env = { ...process.env, DOCKER_HOST: `unix://${project.root}/none.sock` };
    const gone = await refusal(project.prepare(['alpha'], { env }));
    expect([gone.code, gone.seen[0]?.[1]]).toEqual([
      'LAB_DOCKER_UNREACHABLE',
      expect.stringContaining('none.sock'),
    ]);
  });

  it('ends the build at once when it is interrupted, and leaves no program of it', async () => {
    using project = new ComposeProject({ alpha: dockerfile('RUN sleep 300') });
    const interrupted = new AbortController();
    const preparing = project.prepare(['alpha'], { signal: interrupted.signal });
    const outcome = expect(preparing).rejects.toThrow('enough');
    await until(() => project.progress.includes('alpha: sleep 300'));
    expect(project.running().length).toBeGreaterThan(0);
    interrupted.abort(new Error('enough'));
    await outcome;
    await until(() => project.running().length === 0);
  });
});
