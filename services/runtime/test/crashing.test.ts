import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
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

describe.concurrent('a worker that crashes', () => {
  it('is replaced after the back-off, on the same port, and its count is kept', async () => {
    await using contender = startContender(fixture);
    const { port, workers } = await contender.listening();
    for (let sent = 0; sent < 5; sent += 1) await ask(port, { path: '/' });
    await expect(ask(port, { path: '/crash' })).rejects.toThrow();
    await contender.line(
      'second',
      (line) => line.restarts === 1 && line.workers.some((one) => one.pid !== workers[0]),
    );
    expect((await ask(port, { path: '/' })).body.toString()).not.toBe(String(workers[0]));
    expect(contender.log).toContain('"restartAfterMs":100');
    expect((await contender.ask()).completed).toBe(6);
  });

  it('while others serve costs only its own requests', async () => {
    await using contender = startContender(fixture, { WORKERS: '2' });
    const { port } = await contender.listening();
    await expect(ask(port, { path: '/exit' })).rejects.toThrow();
    for (let sent = 0; sent < 20; sent += 1) expect((await ask(port, { path: '/' })).status).toBe(200);
    await contender.line('second', (line) => line.restarts === 1 && line.workers.length === 2);
    expect(contender.log).toContain('exited with code 7');
  });

  it('again and again ends the contender, after a back-off that grew from 0.1 to 5 s', async () => {
    await using contender = startContender(fixture, { FIXTURE: 'crashes-when-ready' });
    const { line, exitCode } = await contender.end();
    expect(line).toMatchObject({ type: 'end', reason: 'crash-loop' });
    expect(line.message).toMatch(/^8 crashes in a row; the last: worker \d+ exited with code 1$/);
    expect(exitCode).not.toBe(0);
    const delays = [...contender.log.matchAll(/"restartAfterMs":(\d+)/g)].map((match) => Number(match[1]));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000]);
    expect(contender.lines.at(-1)).toBe(line);
    expect(contender.log.trimEnd().split('\n').at(-1)).toContain('8 crashes in a row');
  });
});

describe.concurrent('a contender that cannot start says why and ends', () => {
  it.each([
    ['exits-at-start', /^worker \d+ exited with code 3 before all workers were ready$/],
    ['throws-at-start', /exited with code 1 \(Error: no database\)/],
  ])('%s', async (kind, message) => {
    await using contender = startContender(fixture, { FIXTURE: kind, WORKERS: '2' });
    const { line, exitCode } = await contender.end();
    expect(line).toMatchObject({ type: 'end', reason: 'start-failed', completed: 0 });
    expect(line.message).toMatch(message);
    expect(exitCode).toBe(1);
  });

  it('when its port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    await using contender = startContender(fixture, { PORT: String(port) });
    const { line } = await contender.end();
    squatter.close();
    expect(line.reason).toBe('start-failed');
    expect(line.message).toContain('EADDRINUSE');
  });

  it('when a setting is wrong', async () => {
    await using contender = startContender(fixture, { WORKERS: 'many' });
    const { line, exitCode } = await contender.end();
    expect(line).toMatchObject({ reason: 'start-failed' });
    expect(line.message).toContain("WORKERS is 'many'");
    expect(exitCode).toBe(1);
  });

  it('when its address is of another machine', async () => {
    await using contender = startContender(fixture, { HOST: '192.0.2.1' });
    const { line } = await contender.end();
    expect(line.message).toMatch(/EADDRNOTAVAIL/);
  });
});
