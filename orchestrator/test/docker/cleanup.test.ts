import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dockerReaper } from '../../src/adapters/docker/docker-reaper.ts';
import type { Engine } from '../../src/adapters/docker/engine.ts';
import { engineCpuLocks } from '../../src/adapters/docker/engine-cpu-locks.ts';
import { openContainers } from '../../src/adapters/docker/lab-containers.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { type Owner, ownIdentity } from '../../src/adapters/docker/owner.ts';
import { leftovers, sweepDead } from '../../src/adapters/docker/sweep.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { NODE_IMAGE, nodeOrder, testEngine, testRunId, until } from './engine-fixture.ts';

const DOOMED = resolve(import.meta.dirname, '../docker-adapter/fixtures/doomed-docker-lab.ts');
const NO_REAPER = { start: () => undefined };
/** Above every CPU that a lab on this engine could want. */
const UNUSED_CPU = 7_000 + (process.pid % 1_000);

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A container that is nobody's, as a user of this machine may have; removed by the test that made it. */
async function stranger(engine: Engine, labels: Record<string, string> = {}): Promise<string> {
  const id = await engine.createContainer(`stranger-${testRunId()}`, {
    Image: NODE_IMAGE,
    Cmd: ['node', '-e', 'setInterval(() => {}, 1000)'],
    Labels: labels,
    HostConfig: { NetworkMode: 'none' },
  });
  undo.push(() => engine.removeContainer(id));
  await engine.startContainer(id);
  return id;
}

async function ofRun(engine: Engine, runId: string): Promise<number> {
  const labels = { [LABEL.run]: runId };
  return (await engine.listContainers(labels)).length + (await engine.listNetworks(labels)).length;
}

async function doomedLab(runId: string): Promise<ChildProcess> {
  const lab = spawn(process.execPath, ['--import', 'tsx', DOOMED, runId, String(UNUSED_CPU)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(async () => lab.kill('SIGKILL'));
  await once(lab.stdout as NodeJS.ReadableStream, 'data');
  return lab;
}

describe('a lab that is killed', () => {
  it('at any moment leaves nothing of its own after 10 s, and everything of others', async () => {
    const engine = await testEngine();
    const others = await stranger(engine);
    const runs: string[] = [];
    for (const killAfterMs of [0, 150, 600]) {
      const runId = testRunId();
      runs.push(runId);
      const lab = await doomedLab(runId);
      const held = await engineCpuLocks(engine, {
        owner: await ownIdentity(engine),
        reaper: NO_REAPER,
        clock: systemClock,
      }).held();
      expect(held).toContainEqual({ cpu: UNUSED_CPU, pid: lab.pid, purpose: 'doomed' });
      await systemClock.sleep(killAfterMs);
      lab.kill('SIGKILL');
      await until(async () => (await ofRun(engine, runId)) === 0, 10_000);
    }
    // What was on its way when a lab died has come true by now, if it ever does.
    await systemClock.sleep(3_000);
    for (const runId of runs) expect(await ofRun(engine, runId)).toBe(0);
    const locks = await engine.listContainers({ [LABEL.purpose]: 'doomed' });
    expect(locks.filter(({ name }) => name === `framework-lab-cpu-${UNUSED_CPU}`)).toEqual([]);
    expect(await engine.inspectContainer(others)).toMatchObject({ running: true });
  });

  it('together with its reaper is cleaned up after by the next one, which takes from no living lab', async () => {
    const engine = await testEngine();
    const me = await ownIdentity(engine);
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    // Its pid is free again, or somebody else's with another start time.
    const dead: Owner = { ...me, pid: ended.pid ?? 0, startTicks: 1, nonce: 'dead' };
    const living: Owner = { ...me, nonce: 'living' };
    const [deadRun, livingRun] = [testRunId(), testRunId()];
    await using containers = await openContainers(engine, {
      runId: livingRun,
      owner: living,
      reaper: NO_REAPER,
      clock: systemClock,
    });
    await containers.start(nodeOrder('lives', 'setInterval(() => {}, 1000)'));
    const leaving = { runId: deadRun, owner: dead, reaper: NO_REAPER, clock: systemClock };
    const left = await openContainers(engine, leaving);
    undo.push(async () => left[Symbol.asyncDispose]());
    await left.start(nodeOrder('left', 'setInterval(() => {}, 1000)'));
    const unreadable = await stranger(engine, { [LABEL.owner]: 'not of ours' });

    const mine = (ended: readonly { id: string }[]) => ended.filter(({ id }) => id.includes(deadRun));
    expect(mine(await leftovers(engine, me))).toHaveLength(2);
    expect(mine(await sweepDead(engine, me))).toEqual([
      { kind: 'container', id: `framework-lab-${deadRun}-left`, what: `contender of ${deadRun}` },
      { kind: 'network', id: `framework-lab-${deadRun}-network`, what: `network of ${deadRun}` },
    ]);
    expect(await ofRun(engine, deadRun)).toBe(0);
    expect(await ofRun(engine, livingRun)).toBe(2);
    expect(await engine.inspectContainer(unreadable)).toMatchObject({ running: true });
  });
});

describe('an end in order', () => {
  it('removes everything, also what nobody held any more, and its reaper goes at once', async () => {
    const engine = await testEngine();
    const owner = await ownIdentity(engine);
    const runId = testRunId();
    const reaper = dockerReaper(engine.address, owner);
    const containers = await openContainers(engine, { runId, owner, reaper, clock: systemClock });
    await containers.start(nodeOrder('a', 'setInterval(() => {}, 1000)'));
    await containers[Symbol.asyncDispose]();
    expect(await ofRun(engine, runId)).toBe(0);
    const beganMs = performance.now();
    await reaper[Symbol.asyncDispose]();
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });
});

describe('the CPUs of an engine', () => {
  it('are held by one lab at a time, all or none, and a dead lab holds none', async () => {
    const engine = await testEngine();
    const first = await ownIdentity(engine);
    const locksOf = (owner: Owner) =>
      engineCpuLocks(engine, { owner, reaper: NO_REAPER, clock: systemClock });
    const [low, high] = [UNUSED_CPU + 1_000, UNUSED_CPU + 1_001];
    const held = await locksOf(first).acquire([high], 'run ramp');
    undo.push(async () => held[Symbol.asyncDispose]());

    const second = { ...first, nonce: 'second' };
    await expect(locksOf(second).acquire([low, high], 'run smoke')).rejects.toMatchObject({
      code: 'LAB_CPUS_BUSY',
      message: expect.stringContaining(`CPU ${high}`),
      seen: [
        ['owner', `pid ${process.pid} on ${first.host}`],
        ['runs', expect.stringMatching(/^run ramp, for .*, on CPUs \d+$/)],
      ],
    });
    const names = async () =>
      (await locksOf(second).held()).map(({ cpu }) => cpu).filter((cpu) => cpu >= low);
    expect(await names()).toEqual([high]);
    await held[Symbol.asyncDispose]();

    const dead = { ...first, pid: 2 ** 22 + 1, startTicks: 1, nonce: 'dead' };
    await locksOf(dead).acquire([low, high], 'run lost');
    expect(await names()).toEqual([]);
    // Both find it stale at the same moment: one gets it, the other is refused.
    const both = await Promise.allSettled([
      locksOf(first).acquire([low, high], 'run a'),
      locksOf(second).acquire([low, high], 'run b'),
    ]);
    for (const one of both) {
      if (one.status === 'fulfilled') undo.push(async () => one.value[Symbol.asyncDispose]());
      else expect(one.reason).toMatchObject({ code: 'LAB_CPUS_BUSY' });
    }
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await names()).sort()).toEqual([low, high]);
  });

  it('can be held on an engine that has no image yet', async () => {
    const engine = await testEngine();
    const reference = `framework-lab-test-empty:${testRunId()}`;
    expect(await engine.importNothing(reference)).toBe(reference);
    const image = await engine.inspectImage(reference);
    expect(image?.id).toMatch(/^sha256:/);
    const id = await engine.createContainer(`framework-lab-${testRunId()}`, { Image: reference, Cmd: ['x'] });
    await engine.removeContainer(id);
    await engine.removeImage(reference);
    expect(await engine.inspectImage(reference)).toBeNull();
    await until(async () => (await engine.listImages()).length > 0);
  });
});
