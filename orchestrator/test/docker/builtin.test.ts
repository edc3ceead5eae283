import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestOrder } from '@framework-lab/protocol/load';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerGenerator } from '../../src/adapters/builtin/container-generator.ts';
import { containerNullResponder } from '../../src/adapters/docker/container-null-responder.ts';
import type { LabContainers } from '../../src/adapters/docker/lab-container.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import type { LiveLoad } from '../../src/domain/load.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';
import { generatorImage } from '../images/generator-image.ts';
import { testEngine, until, withContainers } from './engine-fixture.ts';

const MEMORY_BYTES = 512 * 1024 ** 2;
const signal = AbortSignal.timeout(110_000);
const cpus = Array.from({ length: Math.min(2, availableParallelism()) }, (_, cpu) => cpu);
let image = '';
const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
beforeAll(async () => {
  image = await generatorImage();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(name: string, weight: number, head: string, body = ''): RequestOrder {
  const wire = `${head} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const method = head.split(' ')[0] as string;
  const variant = { wire: Buffer.from(wire).toString('base64'), method, expect: { statuses: [200] } };
  return { name, weight, variants: [variant] };
}

function order(target: LoadOrder['target'], changes: Partial<LoadOrder> = {}): LoadOrder {
  return {
    id: 'step',
    target,
    requests: [request('get', 3, 'GET /'), request('post', 1, 'POST /', 'x'.repeat(1000))],
    ratePerSec: 500,
    durationS: 2,
    leadInS: 1,
    timeoutMs: 5000,
    connections: 16,
    pacing: 'paced',
    seed: 1,
    burn: 'hybrid',
    startAtMs: Date.now() + 300,
    ...changes,
  };
}

/** Ids of what is left of the run on the engine. */
async function leftOf(runId: string): Promise<string[]> {
  const engine = await testEngine();
  const labels = { [LABEL.run]: runId };
  return [...(await engine.listContainers(labels)), ...(await engine.listNetworks(labels))].map(
    ({ id }) => id,
  );
}

async function openBoth(containers: LabContainers) {
  const responder = await containerNullResponder({
    containers,
    image,
    cpus: [cpus.at(-1) as number],
    signal,
  });
  const logFile = join(folder, `${containers.runId}.log`);
  const generator = containerGenerator({ containers, image, memoryBytes: MEMORY_BYTES });
  return { target: responder.target, generator, logFile, responder };
}

describe('the built-in generator in containers', () => {
  it('offers exactly what it was told, from the CPUs it was told, step after step', async () => {
    const runId = await withContainers(async (containers) => {
      const { target, generator, logFile } = await openBoth(containers);
      const session = await generator.open({ cpus, logFile, signal });
      expect(session).toMatchObject({ node: process.versions.node, cpusVerified: true });
      for (const id of ['first', 'second']) {
        const startAtMs = Date.now() + session.startDelayMs;
        const execution = session.start(order(target, { id, startAtMs }), signal);
        const seen: LiveLoad[] = [];
        for await (const window of execution.windows ?? []) seen.push(window);
        const { counts, byRequest, leadIn, use, connects, elapsedMs } = await execution.result;
        expect(counts).toMatchObject({ planned: 1000 });
        expect(counts.planned).toBe(counts.sent + counts.unsent + counts.dropped);
        expect(counts.sent).toBe(counts.ok + counts.errors + counts.timeouts);
        // Nothing but a machine that stands still for 0.1 s keeps a request from being answered.
        expect(counts).toMatchObject({ ok: counts.planned - counts.dropped - counts.unsent, errors: 0 });
        expect([leadIn.planned, byRequest['get']?.planned, byRequest['post']?.planned]).toEqual([
          500, 750, 250,
        ]);
        expect(connects).toMatchObject({ opened: 16, failed: 0 });
        expect(use.cpuUs).toBeGreaterThan(0);
        expect(elapsedMs.wall).toBeGreaterThan(1900);
        expect(seen.length).toBeGreaterThanOrEqual(1);
      }
      await session[Symbol.asyncDispose]();
      return containers.runId;
    });
    expect(await leftOf(runId)).toEqual([]);
  });

  it('gives what happened so far when it is told to stop', async () => {
    await withContainers(async (containers) => {
      const { target, generator } = await openBoth(containers);
      await using session = await generator.open({ cpus: [cpus[0] as number], logFile: null, signal });
      const enough = new AbortController();
      const execution = session.start(order(target, { durationS: 60, leadInS: 0 }), enough.signal);
      for await (const window of execution.windows ?? []) if (window.phase === 'load') enough.abort();
      const { aborted, counts } = await execution.result;
      expect(aborted).toBe(true);
      expect(counts.ok).toBeGreaterThan(0);
      expect(counts.planned).toBe(counts.sent + counts.unsent + counts.dropped);
    });
  });

  it('rejects the step with LAB_GENERATOR_FAILED when one of its containers is killed, and leaves nothing', async () => {
    const engine = await testEngine();
    const runId = await withContainers(async (containers) => {
      const { target, generator, logFile } = await openBoth(containers);
      const session = await generator.open({ cpus, logFile, signal });
      const execution = session.start(order(target, { durationS: 60, leadInS: 0 }), signal);
      const failed = expect(execution.result).rejects.toMatchObject({
        code: 'LAB_GENERATOR_FAILED',
        seen: [['said', expect.stringContaining('SIGKILL')]],
      });
      await execution.windows?.[Symbol.asyncIterator]().next();
      const labels = { [LABEL.run]: containers.runId, [LABEL.role]: 'generator' };
      const [victim] = await engine.listContainers(labels);
      await engine.killContainer(victim?.id ?? '', 'SIGKILL');
      await failed;
      await session[Symbol.asyncDispose]();
      expect(await engine.listContainers(labels)).toEqual([]);
      return containers.runId;
    });
    expect(await leftOf(runId)).toEqual([]);
  });

  it('says why when the program does not become ready, with its last words in the log', async () => {
    await withContainers(async (containers) => {
      const logFile = join(folder, 'not-ready.log');
      const generator = containerGenerator({
        // The image's program with another command: one that breaks at once.
        containers: {
          ...containers,
          start: (one) => containers.start({ ...one, command: ['-e', 'throw new Error("broken")'] }),
        },
        image,
        memoryBytes: MEMORY_BYTES,
      });
      await expect(generator.open({ cpus: [0], logFile, signal })).rejects.toMatchObject({
        code: 'LAB_GENERATOR_UNAVAILABLE',
        seen: [['said', expect.stringContaining('code 1')]],
      });
      await until(() => readFileSync(logFile, 'utf8').includes('Error: broken'));
      expect(await (await testEngine()).listContainers({ [LABEL.run]: containers.runId })).toEqual([]);
    });
  });

  it('passes on that the image is not there', async () => {
    await withContainers(async (containers) => {
      const generator = containerGenerator({
        containers,
        image: 'framework-lab/no-such:0',
        memoryBytes: MEMORY_BYTES,
      });
      await expect(generator.open({ cpus, logFile: null, signal })).rejects.toMatchObject({
        code: 'LAB_IMAGE_UNAVAILABLE',
      });
    });
  });
});
