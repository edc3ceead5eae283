import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { prepareContenders } from '../../src/adapters/process/prepare-contenders.ts';
import { processRuntime } from '../../src/adapters/process/process-runtime.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { cpus, folders, getRequest, offer, openGenerator, root, story } from './truth-lab.ts';

const noGuard = {
  watch: () => undefined,
  forget: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

const nodeHttp: ContenderSpec = {
  id: 'node-http',
  name: 'node:http',
  role: 'yardstick',
  launch: {
    process: {
      command: ['node', join(root, 'services/node-http/src/main.ts')],
      cwd: root,
      env: {},
      telemetry: true,
    },
  },
  readinessPath: '/healthz',
  settings: { WORKERS: '2' },
  source: 'test',
};

async function startNodeHttp(folder: string): Promise<RunningContender> {
  const [spec = nodeHttp] = await prepareContenders([nodeHttp], folders);
  return await processRuntime({ clock: systemClock, guard: noGuard, path: process.env['PATH'] }).start(spec, {
    cpus: cpus.server,
    launchName: 'node-http-1',
    logFile: join(folder, 'node-http.log'),
    readyTimeoutMs: 20_000,
    signal: new AbortController().signal,
  });
}

it('a real contender and the client agree on every request, and a wrong count is found out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-truth-'));
  try {
    await using contender = await startNodeHttp(folder);
    await using generator = await openGenerator();
    const step = { ratePerSec: 400, durationS: 2, leadInS: 1, requests: [getRequest('dummy', '/api/dummy')] };
    const result = await offer(generator, contender.address.port, { ...step, contender });
    const { record, load } = result;
    expect(record.serverCompleted, story(result)).toBe(load.counts.completed + load.leadIn.completed);
    expect(['held', 'undecided', 'invalid'], story(result)).toContain(record.verdict);
    expect(record.reason).not.toBe('count-mismatch');
    const { workers, cpuUsPerRequest, cpuShare } = record.server;
    // The first reading comes before the lead-in, so the workers' own counts are whole.
    expect(workers.reduce((sum, worker) => sum + worker.completed, 0)).toBe(record.serverCompleted);
    expect(cpuUsPerRequest).toBeGreaterThan(5);
    // Two ways to the same: CPU per request of the whole span, and the CPU used while the load lasted.
    const usedUs = (cpuShare ?? 0) * cpus.server.length * 1e6;
    // A machine that is held up drops requests, and serves some of them in another second.
    const perSec = usedUs / (cpuUsPerRequest ?? 1);
    expect(perSec).toBeGreaterThan(0.25 * step.ratePerSec);
    expect(perSec).toBeLessThan(2 * step.ratePerSec);

    let asked = 0;
    const miscounts: RunningContender = {
      ...contender,
      // One request in fifty is counted twice.
      countCompleted: async () => ((await contender.countCompleted?.()) ?? 0) + 24 * asked++,
    };
    const wrong = await offer(generator, contender.address.port, { ...step, contender: miscounts });
    expect(wrong.record.serverCompleted).toBe(wrong.load.counts.completed + wrong.load.leadIn.completed + 24);
    expect(wrong.record.verdict, story(wrong)).toBe('invalid');
    const { dropped, judgement } = wrong.record;
    if (dropped === 0 && judgement.windows - judgement.cleanWindows <= 1) {
      expect(wrong.record.reason, story(wrong)).toBe('count-mismatch');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
