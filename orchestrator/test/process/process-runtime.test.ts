import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedCpus } from '../../src/adapters/host/allowed-cpus.ts';
import { answersSignals } from '../../src/adapters/host/process-identity.ts';
import { groupMembers, processesOf } from '../../src/adapters/host/process-tree.ts';
import { listeningInodes, socketOwner } from '../../src/adapters/process/listeners.ts';
import { freePort } from '../../src/adapters/process/ports.ts';
import type { LabError } from '../../src/domain/errors.ts';
import { LabFixture, spec, until } from './lab-fixture.ts';

const onLinux = process.platform === 'linux';
let lab: LabFixture;
beforeEach(() => {
  lab = new LabFixture();
});
afterEach(() => lab.end());

async function failure(started: Promise<unknown>): Promise<LabError> {
  const error = await started.then(
    () => null,
    (reason: LabError) => reason,
  );
  if (error === null) throw new Error('it started');
  return error;
}

const text = (error: LabError) => JSON.stringify([error.message, error.seen, error.fix]);

describe('a contender that works', () => {
  it('is pinned, verified, sampled and stopped, with the effects in this order', async () => {
    const running = await lab.start(spec('steady.mjs'));
    const [pid] = [...lab.watched];
    expect(running.started).toMatchObject({ node: process.version, workers: null, cpusVerified: onLinux });
    expect(running.countCompleted).toBeUndefined();
    expect(running.lastLogLines(1)).toEqual([`listening on ${running.address.port}`]);
    if (onLinux) {
      expect(running.started.notes).toEqual([]);
      expect(allowedCpus(pid ?? 0)).toEqual([0]);
      expect(await running.sampleResources()).toMatchObject({ processes: 1, workers: [] });
    }
    expect((await running.sampleResources()).cpuUs).toBeGreaterThan(0);
    await Promise.all([running.stop(), running.stop()]);
    expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM', byLab: true });
    expect(lab.effects).toEqual(['watch', 'forget']);
    expect(answersSignals(-(pid ?? 0))).toBe(false);
  });

  it('gets a minimal environment', async () => {
    process.env['LAB_TEST_SECRET'] = 'hidden';
    const print = 'console.log(JSON.stringify(process.env));setTimeout(()=>{},50)';
    const error = await failure(
      lab.start({
        ...spec('env', { command: ['node', '-e', print], env: { A: '1' } }),
        settings: { WORKERS: '2' },
      }),
    );
    delete process.env['LAB_TEST_SECRET'];
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    const env = JSON.parse(readFileSync(`${lab.folder}/logs/env.log`, 'utf8').split('\n')[0] ?? '');
    const { PATH, PORT, ...rest } = env;
    expect([typeof PATH, Number(PORT) > 0]).toEqual(['string', true]);
    expect(rest).toEqual({ A: '1', HOST: '127.0.0.1', NODE_ENV: 'production', WORKERS: '2' });
  });

  it('tells its workers and counts exactly when asked', async () => {
    const running = await lab.start(spec('supervised.mjs', { telemetry: true }));
    expect(running.started).toMatchObject({ node: process.version, workers: 1 });
    for (let at = 0; at < 3; at += 1) await request(running.address.port);
    // The readiness request is the fourth.
    expect(await Promise.all([running.countCompleted?.(), running.countCompleted?.()])).toEqual([4, 4]);
    const sample = await running.sampleResources();
    expect(sample.workers[0]).toMatchObject({ completed: 4, loopUtilisation: 0.5 });
    expect(sample.workers[0]).not.toHaveProperty('openConnections');
    if (onLinux) expect(sample.processes).toBe(2);
    await running.stop();
    expect(await running.exited).toMatchObject({ code: 0, byLab: true });
    expect(running.lastLogLines(1)[0]).toContain('drained');
  });

  it('says so when it does not count', async () => {
    const mute = spec('supervised.mjs', { telemetry: true, env: { MUTE: '1' } });
    const running = await lab.start(mute);
    await expect(running.countCompleted?.()).rejects.toMatchObject({ code: 'LAB_CONTENDER_NOT_READY' });
  });

  it('may print anything', async () => {
    const running = await lab.start(spec('garbage.mjs'));
    expect(running.lastLogLines(50).some((line) => line.startsWith('{broken'))).toBe(true);
    await running.stop();
    expect(readFileSync(`${lab.folder}/logs/garbage.log`, 'utf8').length).toBeGreaterThan(600_000);
  });
});

describe('a contender that does not work', () => {
  it('exits at start', async () => {
    const error = await failure(lab.start(spec('exits-at-start.mjs')));
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    expect(error.message).toContain('exited (code 3) before GET /healthz answered');
    expect(text(error)).toContain('Cannot find module');
    expect(lab.effects).toEqual(['watch', 'forget']);
  });

  it('cannot be started at all', async () => {
    const error = await failure(lab.start(spec('none', { command: ['/no/such/program'] })));
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    expect(lab.watched.size).toBe(0);
  });

  it('never answers, and is ended by force', async () => {
    const error = await failure(lab.start(spec('never-answers.mjs'), { readyTimeoutMs: 700 }));
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    expect(error.message).toContain('within 0.7 s');
    expect(lab.effects).toEqual(['watch', 'forget']);
  });

  it('answers 500: not ready', async () => {
    const error = await failure(lab.start(spec('answers-500.mjs'), { readyTimeoutMs: 700 }));
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    expect(text(error)).toContain('status 500');
  });

  it('prints garbage where telemetry was promised', async () => {
    const error = await failure(lab.start(spec('garbage.mjs', { telemetry: true }), { readyTimeoutMs: 500 }));
    expect(error.code).toBe('LAB_CONTENDER_NOT_READY');
    expect(text(error)).toContain('never said that it listens');
  });

  it('is interrupted while it starts', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    setTimeout(() => controller.abort(reason), 100);
    const error = await failure(lab.start(spec('never-answers.mjs'), { signal: controller.signal }));
    expect(error).toBe(reason);
    expect(lab.watched.size).toBe(0);
  });

  it('dies later and leaves a child behind, which is ended too', async () => {
    const running = await lab.start(spec('leaves-orphan.mjs'));
    const orphan = Number(/orphan (\d+)/.exec(running.lastLogLines(9).join('\n'))?.[1]);
    const [leader = 0] = [...lab.watched];
    await request(running.address.port, '/die');
    expect(await running.exited).toEqual({ code: 9, signal: null, byLab: false });
    expect(answersSignals(orphan)).toBe(true);
    await running.stop();
    expect(groupMembers(leader) ?? []).toEqual([]);
    expect((await running.sampleResources()).processes).toBe(0);
  });
});

describe('the port', () => {
  it('is refused when anything listens there already, with who it is', async () => {
    const stale = createServer();
    const port = await new Promise<number>((resolve) => {
      stale.listen(0, '0.0.0.0', () => resolve((stale.address() as { port: number }).port));
    });
    const error = await failure(lab.start(spec('steady.mjs'), { port }));
    stale.close();
    expect(error.code).toBe('LAB_PORT_IN_USE');
    if (onLinux) expect(text(error)).toContain(`pid ${process.pid}`);
    expect(lab.effects).toEqual([]);
  });

  it('is the fixed one where it is free', async () => {
    const port = await freePort();
    expect((await lab.start(spec('steady.mjs', { port }))).address.port).toBe(port);
  });

  it.runIf(onLinux)('answered by somebody else is never credited', async () => {
    const port = await freePort();
    const error = await failure(lab.start(spec('impostor.mjs'), { port }));
    expect(error.code).toBe('LAB_CONTENDER_IMPOSTOR');
    const holder = Number(/pid (\d+): \S/.exec(text(error))?.[1]);
    expect(listeningInodes(port)?.map(socketOwner)[0]).toContain(`pid ${holder}`);
    process.kill(holder, 'SIGKILL');
    await until(() => listeningInodes(port)?.length === 0);
  });
});

describe.runIf(onLinux)('pinning', () => {
  it('that the contender undoes is noticed', async () => {
    const all = allowedCpus(process.pid) ?? [];
    const error = await failure(
      lab.start(spec('repins-itself.mjs', { env: { OTHER_CPUS: all.length > 1 ? String(all[1]) : '0' } }), {
        cpus: all.length > 1 ? [all[0] ?? 0] : [0, 1],
      }),
    );
    expect(error.code).toBe('LAB_PINNING_NOT_HONOURED');
    expect(lab.watched.size).toBe(0);
  });

  it('to CPUs that only partly exist, or not at all, is an error and never a silent fallback', async () => {
    const partly = await failure(lab.start(spec('steady.mjs'), { cpus: [0, 1023] }));
    expect(partly.code).toBe('LAB_PINNING_NOT_HONOURED');
    const none = await failure(lab.start(spec('steady.mjs'), { cpus: [1023] }));
    expect(none.code).toBe('LAB_PINNING_NOT_HONOURED');
  });

  it('reaches every process of the contender', async () => {
    await lab.start(spec('supervised.mjs', { telemetry: true }));
    const [leader = 0] = [...lab.watched];
    const processes = processesOf(leader);
    expect(processes).toHaveLength(2);
    expect(processes.map(allowedCpus)).toEqual([[0], [0]]);
  });
});

function request(port: number, path = '/'): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}
