import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuSurcharge } from '../src/cpu-surcharge.ts';
import { bundle, bundleFolder } from './support/bundle.ts';
import { startContender } from './support/contender-process.ts';
import { ask } from './support/http-client.ts';

/** An account on which each reading costs something before and after it is taken, and nothing but `work` else. */
function account(readingUs: number) {
  const charged = { processUs: 5_000, threadUs: 4_000 };
  const charge = (us: number, { otherThread = false } = {}): void => {
    charged.processUs += us;
    if (!otherThread) charged.threadUs += us;
  };
  const read = () => {
    charge(readingUs * 0.7);
    const seen = { ...charged };
    charge(readingUs * 0.3);
    return seen;
  };
  return { charge, read, charged };
}

describe('a surcharge of 5%', () => {
  it('is 5% of all else, its own readings paid in, of all threads, however uneven the work', () => {
    const { charge, read, charged } = account(2);
    const surcharge = new CpuSurcharge(0.05, read);
    const before = charged.processUs;
    let ownUs = 0;
    for (let i = 0; i < 1_000; i += 1) {
      const [work, collector] = [i % 7 === 0 ? 20_000 : 700, i % 3 === 0 ? 150 : 0];
      charge(work);
      charge(collector, { otherThread: true });
      ownUs += work + collector;
      surcharge.settle();
      const paidUs = charged.processUs - before - ownUs;
      expect(Math.abs(paidUs - ownUs * 0.05)).toBeLessThan(8);
      expect(Math.abs(surcharge.paidUs - paidUs)).toBeLessThan(2);
    }
  });

  it('asked for again at once it pays two readings, and takes them off the next payment', () => {
    const { charge, read, charged } = account(2);
    const surcharge = new CpuSurcharge(0.05, read);
    charge(10_000);
    for (let i = 0; i < 50; i += 1) surcharge.settle();
    charge(10_000);
    surcharge.settle();
    expect(charged.processUs - 5_000 - 20_000).toBeLessThan(1_010);
  });
});

describe('EXTRA_CPU_PERCENT', () => {
  const folder = bundleFolder();
  let fixture: string;
  beforeAll(async () => {
    fixture = await bundle('runtime/test/fixtures/misbehaving.ts', folder);
  });
  afterAll(() => folder[Symbol.dispose]());

  // Both figures stand on one account of the kernel, so how busy or fast the machine is changes neither.
  it('makes a worker use that much more CPU per request than it would', async () => {
    await using contender = startContender(fixture, { EXTRA_CPU_PERCENT: '5' });
    const { port, settings } = await contender.listening();
    expect(settings['EXTRA_CPU_PERCENT']).toBe(5);
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const [before] = (await contender.ask()).workers;
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 200 }, () => ask(port, { path: '/' }, agent)));
    }
    const [after] = (await contender.ask()).workers;
    agent.destroy();
    const extraUs = (after?.extraCpuUs ?? 0) - (before?.extraCpuUs ?? 0);
    const restUs = (after?.cpuUs ?? 0) - (before?.cpuUs ?? 0) - extraUs;
    expect(restUs).toBeGreaterThan(20_000);
    expect(extraUs / restUs).toBeGreaterThan(0.048);
    expect(extraUs / restUs).toBeLessThan(0.052);
  });

  it('says nothing of it where it is off', async () => {
    await using contender = startContender(fixture);
    const { settings } = await contender.listening();
    expect(settings).not.toHaveProperty('EXTRA_CPU_PERCENT');
    const [worker] = (await contender.ask()).workers;
    expect(worker).not.toHaveProperty('extraCpuUs');
  });
});
