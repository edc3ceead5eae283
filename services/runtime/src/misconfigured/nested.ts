import type { Server } from 'node:http';
import { aroundDummy } from './around-dummy.ts';
import { Permits } from './permits.ts';

/** Of a worker, as a pool of database connections would be. */
const PERMITS = 4;
/** With the first permit alone, then with both: the first is held for 30 ms. */
const WITH_ONE_MS = 15;
const WITH_BOTH_MS = 15;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * WRONG ON PURPOSE. Each request takes a permit and, holding it, another one of the same pool. Four that
 * hold one each wait for each other for ever; nothing ends it but a new process. It comes to that where
 * permits run out, at W·P / (1.5·T), W workers with P permits held T: 355/s with four workers. Below that
 * it takes a burst of four at one worker.
 */
export async function nested(server: Server | Promise<Server>): Promise<Server> {
  const permits = new Permits(PERMITS);
  return aroundDummy(await server, (answer) =>
    permits.hold(async () => {
      await sleep(WITH_ONE_MS);
      await permits.hold(async () => {
        await sleep(WITH_BOTH_MS);
        answer();
      });
    }),
  );
}
