import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, bundleFolder } from './support/bundle.ts';
import { eventually, isAlive, startContender } from './support/contender-process.ts';
import { ask } from './support/http-client.ts';

const folder = bundleFolder();
let fixture: string;
beforeAll(async () => {
  fixture = await bundle('runtime/test/fixtures/misbehaving.ts', folder);
});
afterAll(() => folder[Symbol.dispose]());

describe.concurrent('a contender that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s loses no request', async (signal) => {
    await using contender = startContender(fixture, { WORKERS: '2' });
    const { port, workers } = await contender.listening();
    const agent = new Agent({ keepAlive: true });
    // Some connections are idle when the signal comes, some are in a request.
    await Promise.all(Array.from({ length: 30 }, () => ask(port, { path: '/' }, agent)));
    const waiting = Array.from({ length: 20 }, () => ask(port, { path: '/wait?ms=1500' }, agent));
    await eventually('all are in flight', async () => (await contender.ask()).inFlight === 20);
    contender.signal(signal);
    const answers = await Promise.all(waiting);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(20);
    expect(answers.every((answer) => answer.headers['connection'] === 'close')).toBe(true);
    const { line, exitCode } = await contender.end();
    agent.destroy();
    expect(line).toMatchObject({ reason: 'signal', completed: 50 });
    expect(line.message).toMatch(new RegExp(`^${signal}: drained in \\d+ ms$`));
    expect(exitCode).toBe(0);
    expect(workers.some(isAlive)).toBe(false);
  });

  it('as a whole process group drains as well', async () => {
    await using contender = startContender(fixture);
    const { port, pid } = await contender.listening();
    const waiting = ask(port, { path: '/wait?ms=800' });
    await eventually('it is in flight', async () => (await contender.ask()).inFlight === 1);
    process.kill(-pid, 'SIGTERM');
    expect((await waiting).status).toBe(200);
    expect((await contender.end()).exitCode).toBe(0);
  });

  it('answers what comes on an open connection while it drains', async () => {
    await using contender = startContender(fixture);
    const { port } = await contender.listening();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await ask(port, { path: '/' }, agent);
    const long = ask(port, { path: '/wait?ms=1000' });
    await eventually('it is in flight', async () => (await contender.ask()).inFlight === 1);
    contender.signal('SIGTERM');
    await eventually('it has begun', () => contender.log.includes('ending: SIGTERM'));
    expect((await ask(port, { path: '/' }, agent)).headers['connection']).toBe('close');
    expect((await long).status).toBe(200);
    expect((await contender.end()).line.completed).toBe(3);
    agent.destroy();
  });

  it('twice ends at once and says what it cut off', async () => {
    await using contender = startContender(fixture, { GRACEFUL_TIMEOUT: '60' });
    const { port } = await contender.listening();
    const waiting = ask(port, { path: '/wait?ms=60000' }).catch(() => 'cut off');
    await contender.line('second', (line) => line.inFlight === 1);
    contender.signal('SIGTERM');
    await eventually('it has begun', () => contender.log.includes('ending: SIGTERM'));
    contender.signal('SIGTERM');
    expect(await waiting).toBe('cut off');
    const { line, exitCode } = await contender.end();
    expect(line.message).toMatch(/^SIGTERM: 1 requests cut off after \d+ ms$/);
    expect(exitCode).toBe(1);
  });

  it('ends at GRACEFUL_TIMEOUT whatever is in flight', async () => {
    await using contender = startContender(fixture, { GRACEFUL_TIMEOUT: '0.3' });
    const { port } = await contender.listening();
    const waiting = ask(port, { path: '/wait?ms=60000' }).catch(() => 'cut off');
    await eventually('it is in flight', async () => (await contender.ask()).inFlight === 1);
    contender.signal('SIGTERM');
    expect(await waiting).toBe('cut off');
    expect((await contender.end()).exitCode).toBe(1);
  });

  it('does not wait for connections that nobody uses', async () => {
    await using contender = startContender(fixture, { GRACEFUL_TIMEOUT: '600' });
    const { port } = await contender.listening();
    const agent = new Agent({ keepAlive: true });
    await ask(port, { path: '/' }, agent);
    const silent = connect(port, '127.0.0.1');
    await eventually('both are open', async () => (await contender.ask()).workers[0]?.openConnections === 2);
    contender.signal('SIGTERM');
    expect((await contender.end()).exitCode).toBe(0);
    silent.destroy();
    agent.destroy();
  });

  it('by closing its stdout ends: nobody measures any more', async () => {
    await using contender = startContender(fixture);
    const { workers } = await contender.listening();
    contender.child.stdout?.destroy();
    await eventually('it is gone', () => !isAlive(contender.child.pid ?? 0) && !workers.some(isAlive));
  });

  it('by SIGKILL takes its workers with it', async () => {
    await using contender = startContender(fixture, { WORKERS: '2' });
    const { workers } = await contender.listening();
    contender.signal('SIGKILL');
    await eventually('the workers are gone', () => !workers.some(isAlive));
  });

  it('while it starts ends too', async () => {
    await using contender = startContender(fixture);
    // Into the middle of the start, or before it: either way nothing may stay behind.
    await new Promise((resolve) => setTimeout(resolve, 150));
    contender.signal('SIGTERM');
    await eventually(
      'it is gone',
      () => contender.child.exitCode !== null || contender.child.signalCode !== null,
    );
  });
});
