import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/adapters/docker/connect.ts';
import { engineFacts } from '../../src/adapters/docker/engine-facts.ts';
import { engineUnreachable, findEngine } from '../../src/adapters/docker/find-engine.ts';
import { fakeEngine } from './fake-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ANSWERS: Record<string, unknown> = {
  '/_ping': 'OK',
  '/version': { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux' },
  '/info': { OSType: 'linux', NCPU: 2, CPUSet: true, MemoryLimit: true, PidsLimit: true },
};

function search(host: string): ReturnType<typeof findEngine> {
  return findEngine({ env: { DOCKER_HOST: host }, home: folder, platform: 'linux', readFile: () => null });
}

describe('the search for an engine', () => {
  it('takes the one that answers', async () => {
    const path = join(folder, 'engine.sock');
    await using _engine = await fakeEngine(path, (_, url) => ({ status: 200, body: ANSWERS[url] }));
    const found = await search(`unix://${path}`);
    expect('engine' in found && found.engine.facts).toMatchObject({ version: '20.10.24', canPin: true });
  });

  it('says what came of each place', async () => {
    const path = join(folder, 'x.sock');
    const tried = async () => {
      const found = await search(`unix://${path}`);
      return 'tried' in found ? found.tried[0]?.what : found;
    };
    expect(await tried()).toBe('nothing there');
    writeFileSync(path, '');
    expect(await tried()).toMatch(/nothing listens there/);
    rmSync(path);
    {
      await using _broken = await fakeEngine(path, () => ({ status: 500, body: 'no' }));
      expect(await tried()).toBe('answered /_ping with status 500');
    }
    {
      await using _other = await fakeEngine(path, () => ({ status: 200, body: 'hello' }));
      expect(await tried()).toBe('answered, but not as an engine does');
    }
    expect(await search('tcp://127.0.0.1:1')).toEqual({
      tried: [{ where: 'DOCKER_HOST tcp://127.0.0.1:1', what: 'nothing listens there' }],
    });
  });

  it('waits 2 s for one that accepts and never answers', async () => {
    const path = join(folder, 'hangs.sock');
    const server = createServer(() => undefined).listen(path);
    const found = await search(`unix://${path}`);
    server.close();
    expect(found).toEqual({ tried: [{ where: `DOCKER_HOST unix://${path}`, what: 'no answer in 2 s' }] });
  });

  it('that found nothing is an error with every place and a fix that fits', () => {
    const tried = [
      { where: '/var/run/docker.sock', what: 'permission denied' },
      { where: '/run/podman/podman.sock', what: 'nothing there' },
    ];
    expect(engineUnreachable(tried, {})).toMatchObject({
      code: 'LAB_DOCKER_UNREACHABLE',
      seen: [
        ['tried', '/var/run/docker.sock: permission denied'],
        ['tried', '/run/podman/podman.sock: nothing there'],
        ['tried', 'DOCKER_HOST: not set'],
      ],
      fix: [expect.stringContaining('docker group')],
    });
    expect(engineUnreachable([], {}).fix).toEqual(['start Docker, or use --runtime process']);
    expect(engineUnreachable([], { DOCKER_HOST: 'x' }).fix[0]).toContain('DOCKER_HOST');
  });
});

describe('a call to an engine', () => {
  const address = () => ({ kind: 'socket', path: join(folder, 'engine.sock') }) as const;
  const facts = () =>
    engineFacts({ ApiVersion: '1.54', MinAPIVersion: '1.44' }, {}, address(), {
      platform: 'linux',
      release: '',
      memoryBytes: null,
    });

  it('has the engine’s own words when it refuses, and speaks a version that both know', async () => {
    await using engine = await fakeEngine(address().path, () => ({
      status: 409,
      body: { message: 'is in use' },
    }));
    const calls = await connect(address(), facts());
    await expect(calls.createContainer('x', {})).rejects.toMatchObject({
      code: 'LAB_DOCKER_FAILED',
      seen: [
        ['call', 'create container x'],
        ['said', 'is in use'],
      ],
    });
    expect(engine.asked).toEqual(['POST /v1.47/containers/create?name=x']);
    // Somebody else is removing it: that is what was wanted.
    await calls.removeContainer('x');
  });

  it('ends in bounded time when no answer comes, and when the engine has gone', async () => {
    const calls = await connect(address(), facts(), { quickMs: 200, slowMs: 200 });
    {
      await using _engine = await fakeEngine(address().path, () => null);
      const failed = {
        code: 'LAB_DOCKER_FAILED',
        message: expect.stringContaining('did not answer within 0.2 s'),
      };
      const all = await Promise.allSettled([
        calls.inspectImage('x'),
        calls.startContainer('x'),
        calls.attach('x', true),
        calls.listNetworks({}),
        calls.exec('x', ['true']),
        calls.statsStream('x'),
        calls.importNothing('x:y'),
      ]);
      for (const one of all) expect(one).toMatchObject({ status: 'rejected', reason: failed });
      await expect(calls.inspectContainer('x', AbortSignal.abort(new Error('enough')))).rejects.toThrow(
        'enough',
      );
    }
    await expect(calls.listContainers({})).rejects.toMatchObject({
      message: 'The Docker engine could not be reached any more.',
    });
  });
});
