import { afterAll, describe, expect, it } from 'vitest';
import { Clone } from '../compose/clone.ts';
import { dockerOk } from '../compose/compose-project.ts';
import { expectNoStack } from '../e2e/lab-cli.ts';
import { countsAddUp, DockerHome, nothingLeftOf } from './lab-home.ts';

/** One of each image. */
const PYTHON = ['flask', 'flask-deadlock-today', 'quart', 'fastapi'];
const IMAGES = ['flask', 'flask-today', 'quart', 'fastapi'];
const clone = new Clone();
afterAll(() => clone[Symbol.asyncDispose]());

// pip installs the packages of four images, where no layer of an earlier time has them.
describe('contenders in Python', { timeout: 400_000 }, () => {
  it('run from their own images like others: built, hardened, pinned, verified, and nothing is left', async () => {
    await using home = new DockerHome({ contenders: PYTHON, rates: [50], stepS: 1 });
    const env = { LAB_CONTENDERS: clone.path('docker-compose.yml'), LAB_COMMIT: 'c0ffee' };
    const ended = await home.complete([], { env, limitMs: 380_000 });
    expect([0, 5], ended.stderr).toContain(ended.code);
    expectNoStack(ended.stderr);
    const record = home.record();
    expect(record.launches.map(({ contender }) => contender).sort()).toEqual([...PYTHON].sort());
    for (const launch of record.launches) {
      expect(launch).toMatchObject({
        state: 'ok',
        contract: 'verified',
        cpusVerified: true,
        cpus: record.cpus.server,
        node: null,
        workers: null,
      });
    }
    expect(countsAddUp(record.steps)).toBe(true);
    for (const step of record.steps) expect(step.server?.cpuUsPerRequest).toBeGreaterThan(0);
    expect(record.images.map(({ tag }) => tag)).toEqual(
      expect.arrayContaining(IMAGES.map((name) => clone.image(name))),
    );
    await nothingLeftOf(ended.lab);

    const inspected = JSON.parse(
      await dockerOk(['image', 'inspect', ...IMAGES.map((name) => clone.image(name))]),
    );
    for (const { Config } of inspected) {
      expect(Config).toMatchObject({ User: 'python', StopSignal: 'SIGTERM' });
      expect(Config.Entrypoint.slice(0, 4)).toEqual(['python', '-B', '-m', 'gunicorn']);
      expect(Config.Labels['org.opencontainers.image.title']).toContain('Framework Lab');
    }
    const versions = await dockerOk([
      'run',
      '--rm',
      '--network',
      'none',
      '--read-only',
      '--entrypoint',
      'python',
      clone.image('flask-today'),
      '-m',
      'pip',
      'list',
      '--format',
      'freeze',
      '--disable-pip-version-check',
    ]);
    expect(versions).toMatch(/^asgiref==3\.13\.0$[\s\S]*^Flask==3\.0\.2$/im);
  });
});
