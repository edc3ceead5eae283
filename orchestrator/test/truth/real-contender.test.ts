import { expect, it } from 'vitest';
import { getRequest } from '../../src/domain/truth/truth-case.ts';
import { offerTruth } from '../../src/lab/offer-truth.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { withContender } from './started-contender.ts';
import { cpus, story } from './truth-lab.ts';

const nodeHttp = { program: 'node-http', workers: 2 } as const;

it('a real contender and the client agree on every request, and a wrong count is found out', async () => {
  await withContender(nodeHttp, async (contender, bench) => {
    const { host: address, port } = contender.address;
    const target = { address, port };
    const step = { ratePerSec: 400, durationS: 2, leadInS: 1, requests: [getRequest('dummy', '/api/dummy')] };
    const result = await offerTruth(bench, { target, contender }, step);
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
    const wrong = await offerTruth(bench, { target, contender: miscounts }, step);
    expect(wrong.record.serverCompleted).toBe(wrong.load.counts.completed + wrong.load.leadIn.completed + 24);
    expect(wrong.record.verdict, story(wrong)).toBe('invalid');
    const { dropped, judgement } = wrong.record;
    if (dropped === 0 && judgement.windows - judgement.cleanWindows <= 1) {
      expect(wrong.record.reason, story(wrong)).toBe('count-mismatch');
    }
  });
});
