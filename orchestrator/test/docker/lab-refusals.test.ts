import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectNoStack, ROOT } from '../e2e/lab-cli.ts';
import { testEngine } from './engine-fixture.ts';
import { DockerHome, LAB, nothingLeftOf } from './lab-home.ts';

const NOWHERE = 'unix:///nowhere/docker.sock';

describe('no engine that can be used', LAB, () => {
  it('auto: contenders are processes, and the lab says so', async () => {
    await using home = new DockerHome({ contenders: ['works'], rates: [100], stepS: 1 });
    const ended = await home.run([], { env: { DOCKER_HOST: NOWHERE, LAB_RUNTIME: 'auto' } });
    expect([0, 5], ended.stderr).toContain(ended.code);
    expect(ended.stderr).toContain('Docker was not taken: Docker did not answer.');
    expect(home.record()).toMatchObject({ runtime: 'process', engine: null, images: [], state: 'finished' });
    expect(home.record().launches).toMatchObject([{ state: 'ok', contract: 'verified' }]);
  });

  it('docker, and nothing is where DOCKER_HOST points', async () => {
    await using home = new DockerHome();
    const ended = await home.run([], { env: { DOCKER_HOST: NOWHERE } });
    expectError(ended, {
      exit: 3,
      code: 'LAB_DOCKER_UNREACHABLE',
      says: [`tried  DOCKER_HOST ${NOWHERE}: nothing there`, 'unset DOCKER_HOST', '--runtime process'],
    });
    expect(home.runs()).toEqual([]);
  });

  it('docker, and what listens there never answers', async () => {
    await using home = new DockerHome();
    const path = home.path('hangs.sock');
    const server = createServer(() => undefined);
    await new Promise<void>((listening) => server.listen(path, listening));
    try {
      const env = { DOCKER_HOST: `unix://${path}` };
      const ended = await home.run([], { env });
      // It ended at all: a lab that hangs would be killed by its limit, without a code.
      expectError(ended, {
        exit: 3,
        code: 'LAB_DOCKER_UNREACHABLE',
        says: [`tried  DOCKER_HOST unix://${path}: no answer in 2 s`],
      });
      const doctor = await home.lab(['doctor', '--output', 'json'], { env });
      expect(doctor.stdout).toContain('no answer in 2 s');
    } finally {
      server.close();
    }
  });

  it('docker, and this user may not: every place is named', async (context) => {
    await using home = new DockerHome();
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];
    const [program = '', ...args] = asNobody;
    const reads = spawnSync(program, [...args, 'cat', join(ROOT, 'package.json')]);
    if (reads.status !== 0) return context.skip('nobody may not be, or may not read this checkout');
    const { address } = await testEngine();
    if (address.kind !== 'socket') return context.skip('this engine has no socket');
    for (const folder of [home.folder, home.results, home.state]) {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o777);
    }
    const started = {
      env: { HOME: home.folder },
      through: (command: readonly string[]) => [...asNobody, ...command],
    };
    const ended = await home.run([], started);
    expectError(ended, {
      exit: 3,
      code: 'LAB_DOCKER_UNREACHABLE',
      says: [
        /tried +\/var\/run\/docker\.sock: permission denied/,
        /tried +\/run\/podman\/podman\.sock: nothing there/,
        `${home.folder}/.docker/run/docker.sock: nothing there`,
        'DOCKER_HOST: not set',
        /fix +add yourself to the docker group/,
      ],
    });
  });
});

describe('CPUs', LAB, () => {
  it('that this machine does not have are refused before anything starts', async () => {
    await using home = new DockerHome();
    const ended = await home.run(['--server-cpus', '63']);
    expectError(ended, {
      exit: 2,
      code: 'LAB_CPUS_INVALID',
      says: ['--server-cpus names CPU 63', 'usable here'],
    });
    expect(home.runs()).toEqual([]);
  });
});

describe('images', LAB, () => {
  it('that do not build: the last lines; and auto goes on with processes', async () => {
    await using home = new DockerHome({ contenders: ['works'], rates: [100], stepS: 1 });
    writeFileSync(
      home.path('Dockerfile'),
      [
        'FROM node:26.10.0-bookworm-slim',
        `RUN node -e "console.error('looking for what it needs'); console.error('it is not here'); process.exit(3)"`,
        '',
      ].join('\n'),
    );
    const ended = await home.complete();
    expectError(ended, {
      exit: 3,
      code: 'LAB_BUILD_FAILED',
      says: [
        'The image of works could not be built',
        /step +RUN node -e/,
        /looking for what it needs\n +it is not here/,
        /fix +docker compose .*build works/,
        // The file that names it is not the one of the current folder.
        home.path('contenders.yaml'),
      ],
    });
    expect(home.runs()).toEqual([]);
    await nothingLeftOf(ended.lab);

    const auto = await home.complete([], { env: { LAB_RUNTIME: 'auto' } });
    expect([0, 5], auto.stderr).toContain(auto.code);
    expectNoStack(auto.stderr);
    const { runtime, warnings, launches } = home.record();
    expect(runtime).toBe('process');
    expect(launches).toMatchObject([{ state: 'ok' }]);
    expect(warnings).toContainEqual({
      code: 'LAB_BUILD_FAILED',
      message: expect.stringContaining('The image of works could not be built'),
    });
    expect(auto.stderr).toContain('Docker was not taken: The image of works could not be built');
    await nothingLeftOf(auto.lab);
  });

  it('that are not there and cannot be had are named', async () => {
    await using home = new DockerHome({ contenders: ['works'] });
    // Port 9 of this machine is no registry: it is refused at once, and nobody is asked.
    const absent = '127.0.0.1:9/framework-lab-test/absent:1';
    home.replaceInContenders(/ {2}image: .*\n {2}build:\n(?: {4}.*\n)+/, `  image: ${absent}\n`);
    const ended = await home.complete();
    expectError(ended, {
      exit: 3,
      code: 'LAB_IMAGE_UNAVAILABLE',
      says: [`${absent} is not on this engine`, /said +.*(refused|127\.0\.0\.1:9)/, /fix +docker pull/],
    });
    expect(home.runs()).toEqual([]);
    await nothingLeftOf(ended.lab);
  });
});
