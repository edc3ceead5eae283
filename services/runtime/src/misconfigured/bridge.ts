import { once } from 'node:events';
import type { Server } from 'node:http';
import { Worker } from 'node:worker_threads';
import { aroundDummy } from './around-dummy.ts';
import { Permits } from './permits.ts';

const ROUND_TRIPS = 3;
/** The thread blocks so long in each. */
const BLOCKS_MS = 4;

/** As text, because a contender is one file. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
parentPort.on('message', (ms) => {
  Atomics.wait(nobodyWakes, 0, 0, ms);
  parentPort.postMessage(ms);
});
`;

/**
 * WRONG ON PURPOSE. One thread a worker does what blocks, and one permit a worker is held over all of its
 * round trips, as asgiref's thread-sensitive executor does it: capacity is workers / hold time, with four
 * workers 4 / 12 ms = 333/s on any machine, and the event loop stays free, so that `/healthz` answers.
 */
export async function bridge(server: Server | Promise<Server>): Promise<Server> {
  const permits = new Permits(1);
  const thread = new Worker(THREAD, { eval: true });
  await once(thread, 'online');
  return aroundDummy(await server, (answer) =>
    permits.hold(async () => {
      for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
        thread.postMessage(BLOCKS_MS);
        await once(thread, 'message');
      }
      answer();
    }),
  );
}
