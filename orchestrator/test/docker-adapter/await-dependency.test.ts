import { expect, it } from 'vitest';
import { parseComposeConfig } from '../../src/adapters/compose-own/compose-config.ts';
import { ownContainer } from '../../src/adapters/compose-own/own-container.ts';
import type { LogTail } from '../../src/adapters/contender/log-tail.ts';
import { awaitDependency } from '../../src/adapters/docker/await-dependency.ts';
import type { LabContainer } from '../../src/adapters/docker/lab-container.ts';
import { fakeClock } from '../lab/fakes.ts';

it('a health check that hangs again and again is not asked for ever: each goes on in the container', async () => {
  const healthcheck = { test: ['CMD', 'ping'], start_period: '1h' };
  const config = parseComposeConfig(
    JSON.stringify({ name: 'shop', services: { db: { image: 'd', healthcheck } } }),
  );
  const clock = fakeClock();
  const { signal } = new AbortController();
  let asked = 0;
  const container = {
    exited: new Promise(() => undefined),
    run: async (_command: readonly string[], { limitMs }: { readonly limitMs: number }) => {
      asked += 1;
      // The second one comes to its end.
      await clock.sleep(asked === 2 ? 1 : limitMs, signal);
      throw new Error('it did not come to its end');
    },
  } as unknown as LabContainer;
  const log = { file: 'api-1.db.log', last: () => [] } as unknown as LogTail;
  const dependency = {
    container: ownContainer('db', config, { file: '/shop/docker-compose.yml' }),
    awaited: 'healthy',
  } as const;
  await expect(awaitDependency(dependency, container, log, { clock, signal })).rejects.toMatchObject({
    code: 'LAB_DEPENDENCY_NOT_READY',
    message: expect.stringContaining('3 times in a row'),
  });
  expect(asked).toBe(5);
});
