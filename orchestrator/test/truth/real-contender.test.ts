import { expect, it } from 'vitest';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { withContender } from './started-contender.ts';
import { cpus, getRequest, offer, openGenerator, story } from './truth-lab.ts';

const nodeHttp = { id: 'node-http', entry: 'services/node-http/src/main.ts', workers: 2 };

it('a real contender and the client agree on every request, and a wrong count is found out', async () => {
  await withContender(nodeHttp, async (contender) => {
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
  });
});
