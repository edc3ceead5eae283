import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expectError, expectNothingLeft, jsonOf, LabHome, SLOW, until } from '../e2e/lab-cli.ts';

describe.concurrent('a contender that', SLOW, () => {
  it('exits at start: its last words, its log, and the others still run', async () => {
    await using home = new LabHome({ rates: [100] });
    const ended = await home.run(['--only', 'exits,works']);
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTENDER_NOT_READY',
      says: [
        'exits exited (code 1) before GET /healthz answered',
        /last +Error: Cannot find module/,
        /exits-\d\.log/,
      ],
    });
    expect(ended.stdout).toContain('LAB_CONTENDER_NOT_READY');
    const { launches, steps, state } = home.record();
    expect(state).toBe('finished');
    expect(launches.find(({ contender }) => contender === 'exits')).toMatchObject({
      state: 'failed',
      error: { code: 'LAB_CONTENDER_NOT_READY', fix: [expect.any(String)] },
    });
    expect(launches.find(({ contender }) => contender === 'works')?.state).toBe('ok');
    expect(steps.map(({ contender }) => contender)).toContain('works');
    await expectNothingLeft(ended.lab);
  });

  it('never answers: what it was waited for, and for how long', async () => {
    await using home = new LabHome();
    const ended = await home.run(['--only', 'silent']);
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTENDER_NOT_READY',
      says: ['silent did not answer GET /healthz with 2xx within 20 s', 'never said that it listens'],
    });
    await expectNothingLeft(ended.lab);
  });

  it('answers wrongly: request and difference, and no load is offered', async () => {
    await using home = new LabHome();
    const ended = await home.run(['--only', 'wrong']);
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTRACT_DIFFERS',
      says: [
        'wrong does not answer GET /api/dummy',
        'content-length: 60, not 59',
        'Hello from another endpoint',
      ],
    });
    expect(home.record()).toMatchObject({ steps: [], launches: [{ contract: 'failed', warmUp: null }] });
    await expectNothingLeft(ended.lab);
  });

  it('dies in the middle of a step: the step is failed, and kept', async () => {
    await using home = new LabHome({ rates: [100, 300, 400] });
    const ended = await home.run(['--only', 'dies-later', '--output', 'json']);
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTENDER_EXITED',
      says: [/dies-later ended \(code 7\) while it was offered \d+\/s/, 'out of everything: giving up'],
    });
    expect(jsonOf(ended.stdout)).toEqual(home.record());
    const { steps, launches } = home.record();
    expect(steps.at(-1)).toMatchObject({ verdict: 'failed', reason: 'contender-died' });
    expect(launches).toMatchObject([{ state: 'failed', error: { code: 'LAB_CONTENDER_EXITED' } }]);
    for (const step of steps) {
      expect(step.planned).toBe(step.sent + step.unsent + step.dropped);
      expect(step.sent).toBe(step.ok + step.errors + step.timeouts);
    }
    await expectNothingLeft(ended.lab);
  });
});

describe.concurrent('a port in use', SLOW, () => {
  it('is refused with its holder, and the stale server gets no credit and no request', async () => {
    let asked = 0;
    // It would pass for a contender: the right answers, from the wrong process.
    const stale = createServer((_request, response) => {
      asked += 1;
      response.end('{"message":"Hello from dummy endpoint!","status":"success"}');
    });
    await new Promise<void>((listening) => stale.listen(0, '127.0.0.1', listening));
    const { port } = stale.address() as AddressInfo;
    await using home = new LabHome();
    try {
      const ended = await home.run(['--port', String(port)]);
      expectError(ended, {
        exit: 3,
        code: 'LAB_PORT_IN_USE',
        says: [`Port ${port}`, new RegExp(`holder +pid ${process.pid}`)],
      });
      expect(home.record().steps).toEqual([]);
      expect(asked).toBe(0);
      await until(() => ended.lab.survivors().length === 0, 5000);
    } finally {
      stale.close();
    }
  });
});
