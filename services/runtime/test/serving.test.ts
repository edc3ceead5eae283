import { spawnSync } from 'node:child_process';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, bundleFolder } from './support/bundle.ts';
import { ContenderProcess, eventually, startContender } from './support/contender-process.ts';
import { ask } from './support/http-client.ts';

const folder = bundleFolder();
let fixture: string;
beforeAll(async () => {
  fixture = await bundle('runtime/test/fixtures/misbehaving.ts', folder);
});
afterAll(() => folder[Symbol.dispose]());

const HAS_TASKSET = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

describe.concurrent('WORKERS', () => {
  it.runIf(HAS_TASKSET).each([
    ['auto', 1],
    ['2n+1', 3],
  ])('%s counts the CPUs it was given, not those of the machine', async (workers, count) => {
    await using contender = new ContenderProcess('taskset', ['-c', '0', process.execPath, fixture], {
      WORKERS: workers,
    });
    expect((await contender.listening()).workers).toHaveLength(count);
  });
});

describe.concurrent('WORKER_CONNECTIONS', () => {
  it('closes what is more, and takes new ones when old ones have gone', async () => {
    await using contender = startContender(fixture, { WORKER_CONNECTIONS: '2' });
    const { port } = await contender.listening();
    const agent = new Agent({ keepAlive: true });
    await Promise.all([1, 2].map(() => ask(port, { path: '/wait?ms=100' }, agent)));
    await expect(ask(port, { path: '/' })).rejects.toThrow();
    expect((await ask(port, { path: '/' }, agent)).status).toBe(200);
    agent.destroy();
    await eventually('a place is free', async () => {
      const answer = await ask(port, { path: '/' }).catch(() => undefined);
      return answer?.status === 200;
    });
  });
});

describe.concurrent('KEEP_ALIVE', () => {
  it('says how long, and closes an idle connection after it', async () => {
    await using contender = startContender(fixture, { KEEP_ALIVE: '1' });
    const { port } = await contender.listening();
    const socket = connect(port, '127.0.0.1');
    const [received, closed] = [collected(socket), new Promise((resolve) => socket.on('close', resolve))];
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed;
    expect(received.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received.text()).toContain('\r\nKeep-Alive: timeout=1\r\n');
  });

  it('0 closes after every answer', async () => {
    await using contender = startContender(fixture, { KEEP_ALIVE: '0' });
    const { port } = await contender.listening();
    const answer = await ask(port, { path: '/' });
    expect(answer.headers['connection']).toBe('close');
    expect(answer.headerNames).not.toContain('keep-alive');
  });
});

describe.concurrent('BALANCE', () => {
  it('rr hands connections out in turn', async () => {
    await using contender = startContender(fixture, { WORKERS: '3' });
    const { port, workers } = await contender.listening();
    expect(await pidsOf(port, 9)).toEqual(new Set(workers));
  });

  it('reuseport shares one port, and a new worker joins it', async () => {
    await using contender = startContender(fixture, { WORKERS: '2', BALANCE: 'reuseport' });
    const { port, workers } = await contender.listening();
    await eventually('both answer', async () => (await pidsOf(port, 16)).size === 2);
    await ask(port, { path: '/exit' }).catch(() => undefined);
    const line = await contender.line(
      'second',
      (second) => second.restarts === 1 && second.workers.length === 2,
    );
    const joined = line.workers.map((worker) => worker.pid).find((pid) => !workers.includes(pid)) ?? 0;
    await eventually('the new one answers', async () => (await pidsOf(port, 16)).has(joined));
    contender.signal('SIGTERM');
    expect((await contender.end()).exitCode).toBe(0);
  });
});

/** Who answers on so many connections, one request on each. */
async function pidsOf(port: number, connections: number): Promise<Set<number>> {
  const pids = new Set<number>();
  for (let count = 0; count < connections; count += 1) {
    pids.add(Number((await ask(port, { path: '/' })).body.toString()));
  }
  return pids;
}

function collected(socket: NodeJS.ReadableStream): { text: () => string } {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { text: () => Buffer.concat(chunks).toString('latin1') };
}
