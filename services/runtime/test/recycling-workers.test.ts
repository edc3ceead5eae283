import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, bundleFolder } from './support/bundle.ts';
import { eventually, startContender } from './support/contender-process.ts';
import { ask } from './support/http-client.ts';

const folder = bundleFolder();
let fixture: string;
beforeAll(async () => {
  fixture = await bundle('runtime/test/fixtures/misbehaving.ts', folder);
});
afterAll(() => folder[Symbol.dispose]());

it('recycles under load one at a time, with at most two errors each, and keeps the count', async () => {
  await using contender = startContender(fixture, {
    WORKERS: '2',
    MAX_REQUESTS: '400',
    MAX_REQUESTS_JITTER: '50',
  });
  const { port, workers } = await contender.listening();
  const agent = new Agent({ keepAlive: true });
  const pids = new Set<string>();
  let [ok, errors, recycled] = [0, 0, 0];
  const client = async () => {
    for (let sent = 0; sent < 2_000 && recycled < 4; sent += 1) {
      const answer = await ask(port, { path: '/wait?ms=1' }, agent).catch(() => undefined);
      if (answer?.status === 200) ok += 1;
      else errors += 1;
      pids.add(answer?.body.toString() ?? '');
    }
  };
  const watch = async () => {
    await contender.line('second', (line) => {
      recycled = line.recycled;
      return recycled >= 4;
    });
  };
  await Promise.all([watch(), ...Array.from({ length: 16 }, client)]);
  agent.destroy();

  const asked = await contender.ask();
  expect(errors).toBeLessThanOrEqual(2 * asked.recycled);
  expect(Math.abs(asked.completed - ok)).toBeLessThanOrEqual(errors);
  expect(asked.restarts).toBe(0);
  expect(pids.size).toBeGreaterThanOrEqual(4);
  // Never fewer than asked for, never more than one beside them and one that drains.
  for (const line of contender.lines) {
    if (line.type !== 'second') continue;
    expect(line.workers.length).toBeGreaterThanOrEqual(2);
    expect(line.workers.length).toBeLessThanOrEqual(3);
  }
  await eventually('the first workers are gone', async () => {
    const now = (await contender.ask()).workers.map((worker) => worker.pid);
    return !now.some((pid) => workers.includes(pid));
  });
});
