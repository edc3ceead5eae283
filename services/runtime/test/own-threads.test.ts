import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { OwnThreads } from '../src/own-threads.ts';

const BLOCKS_WHEN_TOLD = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (ms) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  parentPort.postMessage(ms);
});
`;

it('a thread that blocks is busy, whoever made it, and is forgotten when it ends', async () => {
  const threads = new OwnThreads();
  expect(threads.utilisation()).toBeNull();
  const thread = new Worker(BLOCKS_WHEN_TOLD, { eval: true });
  await once(thread, 'online');
  thread.postMessage(1);
  await once(thread, 'message');
  threads.reset();
  thread.postMessage(100);
  await once(thread, 'message');
  // The rest is how long a busy machine takes to hand messages on.
  expect(threads.utilisation()).toBeGreaterThan(0.3);
  await thread.terminate();
  expect(threads.utilisation()).toBeNull();
});
