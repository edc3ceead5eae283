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

describe.concurrent('what a health check does not see', () => {
  it('a worker that hangs is killed by its heartbeat and replaced', async () => {
    await using contender = startContender(fixture, { WORKER_TIMEOUT: '1.5' });
    const { port, workers } = await contender.listening();
    await expect(ask(port, { path: '/hang' })).rejects.toThrow();
    await contender.line(
      'second',
      (line) => line.restarts === 1 && line.workers.some((one) => one.pid !== workers[0]),
    );
    expect(contender.log).toContain('a worker hangs: SIGKILL');
    expect(isAlive(workers[0] ?? 0)).toBe(false);
    expect((await ask(port, { path: '/' })).status).toBe(200);
  });

  it('a contender that was asleep as a whole kills nobody when it wakes', async () => {
    await using contender = startContender(fixture, { WORKER_TIMEOUT: '2' });
    const { port, workers, pid } = await contender.listening();
    process.kill(-pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    process.kill(-pid, 'SIGCONT');
    const before = contender.lines.length;
    await contender.line('second', () => true, before + 2);
    expect((await ask(port, { path: '/' })).body.toString()).toBe(String(workers[0]));
  });

  it('requests in flight and nothing finished is called a stall, and ends with the next answer', async () => {
    await using contender = startContender(fixture);
    const { port } = await contender.listening();
    const stuck = ask(port, { path: '/never' }).catch(() => 'cut off');
    const stalled = await contender.line('second', (line) => line.stalled);
    expect(stalled).toMatchObject({ inFlight: 1, completed: 0 });
    expect((await ask(port, { path: '/' })).status).toBe(200);
    await contender.line('second', (line) => !line.stalled && line.completed === 1);
    contender.signal('SIGTERM');
    contender.signal('SIGTERM');
    expect(await stuck).toBe('cut off');
    await eventually(
      'it ended',
      () => contender.child.exitCode !== null || contender.child.signalCode !== null,
    );
  });

  it('an idle contender is not stalled', async () => {
    await using contender = startContender(fixture);
    await contender.listening();
    await contender.line('second', () => contender.lines.length >= 5);
    expect(contender.lines.some((line) => line.type === 'second' && line.stalled)).toBe(false);
  });
});
