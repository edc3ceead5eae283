import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseComposeConfig } from '../../src/adapters/compose-own/compose-config.ts';
import { ownContainer } from '../../src/adapters/compose-own/own-container.ts';
import { startDependencies } from '../../src/adapters/docker/dependency-stack.ts';
import type { ContainerExit, LabContainer } from '../../src/adapters/docker/lab-container.ts';
import type { Dependency, OwnStack } from '../../src/domain/own-stack.ts';
import { fakeClock } from '../lab/fakes.ts';

const config = parseComposeConfig(
  JSON.stringify({ name: 'shop', services: { api: {}, db: { image: 'd' } } }),
);
const of = (id: string) => ownContainer(id, config, { file: '/shop/docker-compose.yml' });

/** What is told of the stack of one database while `look` has it, and the graces with which it was ended. */
async function withDatabase(
  { awaited, reset = null }: Pick<Dependency, 'awaited'> & Partial<Pick<OwnStack, 'reset'>>,
  look: (
    stack: Awaited<ReturnType<typeof startDependencies>>,
    end: (exit: Partial<ContainerExit>) => Promise<void>,
  ) => Promise<void>,
): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
  const exited = Promise.withResolvers<ContainerExit>();
  const end = async (exit: Partial<ContainerExit>): Promise<void> => {
    exited.resolve({ code: null, signal: null, byLab: false, oomKilled: false, ...exit });
    await exited.promise;
  };
  if (awaited === 'completed') await end({ code: 0 });
  const graces: number[] = [];
  const container = {
    exited: exited.promise,
    imageHealthTest: ['CMD', 'ping'],
    run: async () => ({ code: 0, stdout: '', stderr: '' }),
    allowedCpus: async () => [1],
    stop: async (graceMs: number) => void graces.push(graceMs),
  } as unknown as LabContainer;
  const containers = {
    runId: 'r',
    start: async () => container,
    removeVolumes: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  try {
    await using stack = await startDependencies(
      { container: of('api'), dependencies: [{ container: of('db'), awaited }], reset },
      {
        cpus: [0],
        dependencyCpus: [1],
        launchName: 'api-1',
        logFile: join(folder, 'api-1.log'),
        readyTimeoutMs: 1000,
        signal: new AbortController().signal,
      },
      { containers, clock: fakeClock() },
    );
    await look(stack, end);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return graces;
}

describe('what a service depends on, running', () => {
  it('is ended with the grace that Compose gives, for it may have to write', async () => {
    expect(await withDatabase({ awaited: 'healthy' }, async () => undefined)).toEqual([10_000]);
  });

  it('is never without the reset that was asked for', async () => {
    const reset = { service: 'db', command: ['true'] };
    const asked = withDatabase({ awaited: 'completed', reset }, async () => undefined);
    await expect(asked).rejects.toThrow(/does not run/);
  });

  it('is lost when it ends by itself, but for a one-shot that ends well', async () => {
    const lost = async (awaited: Dependency['awaited'], exit: Partial<ContainerExit>) => {
      let told: unknown;
      await withDatabase({ awaited }, async (stack, end) => {
        expect(stack.lost()).toBeNull();
        await end(exit);
        told = stack.lost()?.how;
      });
      return told;
    };
    expect(await lost('healthy', { signal: 'SIGKILL' })).toBe('was ended by SIGKILL');
    expect(await lost('healthy', { code: 137, oomKilled: true })).toBe(
      'used all of its memory and was ended',
    );
    expect(await lost('healthy', { code: 0 })).toBe('exited (code 0)');
    expect(await lost('healthy', {})).toBe('is gone');
    expect(await lost('started', { code: 1 })).toBe('exited (code 1)');
    expect(await lost('started', { code: 0 })).toBeUndefined();
    expect(await lost('healthy', { signal: 'SIGTERM', byLab: true })).toBeUndefined();
  });
});
