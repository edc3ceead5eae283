import { Histogram } from '@framework-lab/protocol/histogram';
import { expect, it } from 'vitest';
import { against, lagMs, offer, story, type TruthResult, untilClean, wasOnTime } from './truth-lab.ts';
import type { ServedRequest } from './virtual-service.ts';

const M_D_1 = { capacityPerSec: 1000, work: 'fixed', exact: true } as const;

function latencyOf(record: readonly ServedRequest[]): Histogram {
  const histogram = new Histogram();
  for (const [arrivalMs, , answeredMs] of record) histogram.record((answeredMs - arrivalMs) * 1000);
  return histogram;
}

it('M/D/1 at half its capacity is held, and the latency is the one in the book of the server', async () => {
  await against(M_D_1, async (server, generator) => {
    let served: readonly ServedRequest[] = [];
    const measure = async (): Promise<TruthResult> => {
      await server.record();
      const step = { ratePerSec: 500, durationS: 4, leadInS: 0, pacing: 'poisson' } as const;
      const result = await offer(generator, server.port, step);
      served = await server.record();
      return result;
    };
    const result = await untilClean(measure);
    const { record } = result;
    expect(Math.abs(record.sent - served.length), story(result)).toBeLessThanOrEqual(1);
    expect(record.errors + record.timeouts + record.unsent).toBe(0);
    const isQuiet = lagMs(result) === 0 && wasOnTime(served, 1);
    if (wasOnTime(served)) expect(record.verdict, story(result)).not.toBe('failed');
    if (isQuiet) expect(record.verdict, story(result)).toBe('held');
    const truth = latencyOf(served);
    for (const [q, seenMs] of [
      [0.5, record.latencyMs.p50],
      [0.9, record.latencyMs.p90],
      [0.95, record.latencyMs.p95],
      [0.99, record.latencyMs.p99],
    ] as const) {
      const truthMs = truth.quantileUs(q) / 1000;
      const off = (seenMs ?? 0) - truthMs;
      // Nobody can have an answer sooner than the server has written it; later is a matter of the machine.
      expect(off, `p${q * 100}: ${seenMs} for ${truthMs}`).toBeGreaterThanOrEqual(-0.5 - 0.001 * truthMs);
      if (isQuiet) expect(off, `p${q * 100}: ${seenMs} for ${truthMs}`).toBeLessThanOrEqual(2);
    }
    expect(record.latencyMs.p999).toBeNull();
  });
});

it('at 0.4 of its capacity a service never fails, and is held unless there is evidence of noise', async () => {
  const step = { ratePerSec: 200, durationS: 3 };
  const kinds = [
    { work: 'fixed', pacing: 'paced', seed: 5 },
    { work: 'exponential', pacing: 'poisson', seed: 6 },
  ] as const;
  const results = await Promise.all(
    kinds.map(({ work, pacing, seed }) =>
      against({ capacityPerSec: 500, work, seed }, async (server, generator) => {
        const result = await untilClean(() => offer(generator, server.port, { ...step, pacing, seed }));
        return { result, onTime: wasOnTime(await server.record()) };
      }),
    ),
  );
  for (const { result, onTime } of results) {
    const { verdict, reason, judgement, achievedPerSec, planned, sent, dropped } = result.record;
    expect(planned).toBe(sent + dropped);
    if (onTime) expect(verdict, story(result)).not.toBe('failed');
    if (onTime && judgement.cleanWindows === judgement.windows && dropped === 0) {
      expect(verdict, story(result)).toBe('held');
      expect(achievedPerSec).toBeCloseTo(planned / step.durationS, 2);
    }
    if (verdict === 'invalid') expect(['unclean', 'dropped'], story(result)).toContain(reason);
  }
});
