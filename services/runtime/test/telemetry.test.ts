import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, bundleFolder } from './support/bundle.ts';
import { startContender } from './support/contender-process.ts';
import { ask } from './support/http-client.ts';

const folder = bundleFolder();
let fixture: string;
beforeAll(async () => {
  fixture = await bundle('runtime/test/fixtures/misbehaving.ts', folder);
});
afterAll(() => folder[Symbol.dispose]());

describe.concurrent('telemetry', () => {
  it('begins with the settings in force and goes on with a line a second', async () => {
    await using contender = startContender(fixture, { WORKERS: '2', KEEP_ALIVE: '2.5' });
    const listening = await contender.listening();
    expect(contender.lines[0]).toBe(listening);
    expect(listening).toMatchObject({ pid: contender.child.pid, node: process.version, host: '127.0.0.1' });
    expect(listening.workers).toHaveLength(2);
    expect(listening.settings).toMatchObject({ WORKERS: 2, KEEP_ALIVE: 2.5, MAX_REQUESTS: 0, BALANCE: 'rr' });
    await contender.line('second', () => contender.lines.length >= 4);
    const seconds = contender.lines.filter((line) => line.type === 'second');
    const gaps = seconds.slice(1).map((line, index) => line.timeMs - (seconds[index]?.timeMs ?? 0));
    // Timers may be late on a busy machine, never early by half a second.
    expect(Math.min(...gaps)).toBeGreaterThan(400);
    for (const worker of seconds.at(-1)?.workers ?? []) {
      expect(listening.workers).toContain(worker.pid);
      expect(worker.rssMb).toBeGreaterThan(10);
      expect(worker.cpuUs).toBeGreaterThan(1_000);
      for (const share of [worker.loopUtilisation, worker.gcShare]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(worker.loopDelayP99Ms).toBeGreaterThanOrEqual(0);
      expect(worker.threadUtilisation).toBeUndefined();
    }
  });

  it('counts exactly what was answered when asked after the load', async () => {
    await using contender = startContender(fixture, { WORKERS: '2' });
    const { port } = await contender.listening();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    for (let round = 1; round <= 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 400 }, () => ask(port, { path: '/' }, agent)));
      expect(answers).toHaveLength(400);
      const line = await contender.ask();
      expect(line).toMatchObject({ reason: 'asked', completed: 400 * round, inFlight: 0 });
      expect(line.workers.reduce((sum, worker) => sum + worker.completed, 0)).toBe(400 * round);
      expect(line.workers.reduce((sum, worker) => sum + worker.openConnections, 0)).toBe(20);
    }
    agent.destroy();
  });

  it('does not count a request whose client went away', async () => {
    await using contender = startContender(fixture);
    const { port } = await contender.listening();
    const agent = new Agent();
    const gone = ask(port, { path: '/wait?ms=300' }, agent).catch(() => 'gone');
    await contender.line('second', (line) => line.inFlight === 1 || line.completed === 1);
    agent.destroy();
    await gone;
    const never = ask(port, { path: '/never' }, agent).catch(() => 'gone');
    await contender.line('second', (line) => line.inFlight === 1, contender.lines.length);
    const { completed } = await contender.ask();
    agent.destroy();
    expect(await never).toBe('gone');
    const after = await contender.line('second', (line) => line.inFlight === 0, contender.lines.length);
    expect(after.completed).toBe(completed);
  });

  it('keeps the count of a worker that called process.exit', async () => {
    await using contender = startContender(fixture);
    const { port } = await contender.listening();
    for (let sent = 0; sent < 10; sent += 1) await ask(port, { path: '/' });
    await ask(port, { path: '/exit' }).catch(() => 'cut off');
    const line = await contender.line('second', (second) => second.restarts === 1);
    expect(line.completed).toBe(10);
  });
});
