import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/adapters/docker/connect.ts';
import type { Engine } from '../../src/adapters/docker/engine.ts';
import { openContainers } from '../../src/adapters/docker/lab-containers.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { ownIdentity } from '../../src/adapters/docker/owner.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { type EngineProxy, engineProxy } from '../docker-adapter/fixtures/engine-proxy.ts';
import { nodeOrder, testEngine, testRunId, until } from './engine-fixture.ts';

const IDLE = 'setInterval(() => {}, 1000)';
const NO_REAPER = { start: () => undefined };
/** Far above what a call needs, far below what a test may take. */
const LIMITS = { quickMs: 3_000, slowMs: 6_000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The engine behind a proxy, with an idle container of a run; removed through the real engine. */
async function withProxy(
  work: (made: {
    readonly proxy: EngineProxy;
    readonly viaProxy: Engine;
    readonly engine: Engine;
    readonly runId: string;
    readonly open: () => ReturnType<typeof openContainers>;
  }) => Promise<void>,
): Promise<void> {
  const engine = await testEngine();
  if (engine.address.kind !== 'socket') throw new Error('these tests need an engine on a socket');
  await using proxy = await engineProxy(join(folder, 'engine.sock'), engine.address.path);
  const viaProxy = await connect({ kind: 'socket', path: proxy.path }, engine.facts, LIMITS);
  const owner = await ownIdentity(engine);
  const runId = testRunId();
  const open = () => openContainers(viaProxy, { runId, owner, reaper: NO_REAPER, clock: systemClock });
  try {
    await work({ proxy, viaProxy, engine, runId, open });
  } finally {
    const labels = { [LABEL.run]: runId };
    for (const { id } of await engine.listContainers(labels)) await engine.removeContainer(id);
    for (const { id } of await engine.listNetworks(labels)) await engine.removeNetwork(id);
  }
}

describe('an engine that hangs', () => {
  it('in the middle of a run fails every call by name and in bounded time, the end included', async () => {
    await withProxy(async ({ proxy, viaProxy, open }) => {
      const containers = await open();
      const container = await containers.start(nodeOrder('hangs', IDLE));
      proxy.freeze();
      await expect(viaProxy.inspectImage('whatever')).rejects.toMatchObject({
        code: 'LAB_DOCKER_FAILED',
        message: 'The Docker engine did not answer within 3 s.',
        seen: [['call', 'inspect image whatever']],
      });
      await expect(containers.start(nodeOrder('never', IDLE))).rejects.toMatchObject({
        code: 'LAB_DOCKER_FAILED',
      });
      await expect(container.stop(100)).rejects.toMatchObject({ code: 'LAB_DOCKER_FAILED' });
      // It cannot be known how it ended; that is no reason to wait for ever.
      expect(await container.exited).toMatchObject({ code: null, byLab: true });
      await expect(containers[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'LAB_DOCKER_FAILED' });
    });
  });

  it('gives way to a cancelled start at once', async () => {
    await withProxy(async ({ proxy, open }) => {
      const containers = await open();
      proxy.freeze();
      const cancel = new AbortController();
      const starting = containers.start(nodeOrder('cancelled', IDLE, { signal: cancel.signal }));
      setTimeout(() => cancel.abort(new Error('enough')), 200);
      await expect(starting).rejects.toThrow('enough');
      proxy.thaw();
      await containers[Symbol.asyncDispose]();
    });
  });
});

describe('a connection that breaks', () => {
  it('is no end of the container: it is asked for again', async () => {
    await withProxy(async ({ proxy, engine, open }) => {
      await using containers = await open();
      const container = await containers.start(nodeOrder('survives', IDLE));
      proxy.cut();
      let ended = false;
      void container.exited.then(() => {
        ended = true;
      });
      await systemClock.sleep(1_500);
      expect(ended).toBe(false);
      await engine.killContainer(container.id, 'SIGKILL');
      expect(await container.exited).toMatchObject({ signal: 'SIGKILL', byLab: false });
    });
  });
});

describe('a user who may not', () => {
  it.runIf(process.getuid?.() === 0)('is told to join the docker group', async () => {
    const engine = await testEngine();
    const socket = engine.address.kind === 'socket' ? engine.address.path : '';
    const { stdout } = await asNobody(`unix://${socket}`);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'LAB_DOCKER_UNREACHABLE',
      seen: [['tried', `DOCKER_HOST unix://${socket}: permission denied`]],
      fix: [expect.stringContaining('docker group')],
    });
  });
});

/** Runs the search as `nobody`, in a process that has read its program before it gave its rights away. */
async function asNobody(dockerHost: string): Promise<{ stdout: string }> {
  const found = resolve(import.meta.dirname, '../../src/adapters/docker/find-engine.ts');
  const program = `
    import { candidateSources, engineUnreachable, findEngine } from ${JSON.stringify(found)};
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    const result = await findEngine(candidateSources(process.env));
    const { code, seen, fix } = 'tried' in result ? engineUnreachable(result.tried, process.env) : {};
    console.log(JSON.stringify({ code, seen, fix }));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: resolve(import.meta.dirname, '../../..'),
    env: { ...process.env, DOCKER_HOST: dockerHost },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stdout = await text(child.stdout);
  await until(() => child.exitCode !== null || child.signalCode !== null);
  return { stdout };
}
