import { randomBytes } from 'node:crypto';
import { dockerReaper } from '../../src/adapters/docker/docker-reaper.ts';
import type { Engine } from '../../src/adapters/docker/engine.ts';
import { candidateSources, engineUnreachable, findEngine } from '../../src/adapters/docker/find-engine.ts';
import type { ContainerOrder, LabContainers } from '../../src/adapters/docker/lab-container.ts';
import { openContainers } from '../../src/adapters/docker/lab-containers.ts';
import { ownIdentity } from '../../src/adapters/docker/owner.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';

/** On every machine that runs these tests: the base of our own images. */
export const NODE_IMAGE = 'node:26.10.0-bookworm-slim';

let engine: Promise<Engine> | null = null;

/** The engine of this machine. These tests are for one: where none answers they fail, and say where they looked. */
export function testEngine(): Promise<Engine> {
  engine ??= findEngine(candidateSources(process.env)).then((found) => {
    if ('engine' in found) return found.engine;
    const { message, seen } = engineUnreachable(found.tried, process.env);
    throw new Error([message, ...seen.map(([label, text]) => `  ${label}  ${text}`)].join('\n'));
  });
  return engine;
}

export function testRunId(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}

/**
 * Runs with an open set of containers of a run of its own; whatever happens, nothing of it is left:
 * a reaper stands by, should the test's own process be killed.
 */
export async function withContainers<T>(
  work: (containers: LabContainers, engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await testEngine();
  const owner = await ownIdentity(engine);
  await using reaper = dockerReaper(engine.address, owner);
  const request = { runId: testRunId(), owner, reaper, clock: systemClock };
  await using containers = await openContainers(engine, request);
  return await work(containers, engine);
}

/** An order for a Node program of a few lines, small limits, on CPU 0. */
export function nodeOrder(name: string, program: string, more: Partial<ContainerOrder> = {}): ContainerOrder {
  return {
    role: 'contender',
    name,
    image: NODE_IMAGE,
    command: ['node', '-e', program],
    env: {},
    cpus: [0],
    memoryBytes: 256 * 1024 ** 2,
    pidsLimit: 64,
    signal: AbortSignal.timeout(60_000),
    ...more,
  };
}

/** Polls until the condition holds; rejects after the limit. */
export async function until(holds: () => Promise<boolean> | boolean, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`did not come true within ${limitMs / 1000} s`);
    await systemClock.sleep(50);
  }
}
