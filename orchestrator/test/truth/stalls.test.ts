import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { against, lagMs, offer, story, type TruthResult, untilClean, wasOnTime } from './truth-lab.ts';

describe('a service that stands still for 200 ms every 2 s', () => {
  const STALL_MS = 200;
  const EVERY_MS = 2000;
  const service = {
    capacityPerSec: 2000,
    work: 'fixed',
    exact: true,
    stall: { everyMs: EVERY_MS, forMs: STALL_MS },
  } as const;
  // Four seconds hold two stalls, wherever they begin.
  const step = { ratePerSec: 1000, durationS: 4, connections: 8 };
  const utilisation = step.ratePerSec / service.capacityPerSec;
  /** Whoever comes t after a stall began waits X − t (1 − ρ), so a share (X − x) / ((1 − ρ) Y) waits longer than x. */
  const truthMs = (q: number): number => STALL_MS - (1 - q) * (1 - utilisation) * EVERY_MS;

  it('is seen by all who came meanwhile, and not from the actual send', async () => {
    await against(service, async (server, generator) => {
      const measure = async (): Promise<TruthResult> => {
        await server.record();
        return offer(generator, server.port, step);
      };
      const result = await untilClean(measure);
      const { latencyMs, serviceTimeMs, queueWaitMs, verdict } = result.record;
      const isQuiet = lagMs(result) === 0 && wasOnTime(await server.record(), 2);
      expect(latencyMs.p99, story(result)).toBeGreaterThanOrEqual(180);
      expect(queueWaitMs.p99).toBeGreaterThan(150);
      expect(verdict).not.toBe('held');
      // Seen from the actual send only the 8 requests a stall that were on their way are slow: 0.4 % of 4,000.
      if (isQuiet) {
        expect(result.load.serviceTime.countAbove(150_000)).toBeLessThanOrEqual(3 * step.connections);
        expect(serviceTimeMs.p99).toBeLessThan(40);
      }
      for (const [q, seenMs] of [
        [0.99, latencyMs.p99],
        [0.95, latencyMs.p95],
        [0.9, latencyMs.p90],
        [1, latencyMs.max],
      ] as const) {
        const off = (seenMs ?? 0) - truthMs(q);
        // ± 5 % of the stall. Noise only slows, so the lower side is sure on any machine.
        expect(off, `p${q * 100}: ${seenMs} for ${truthMs(q)}`).toBeGreaterThanOrEqual(-10);
        if (isQuiet) expect(off, `p${q * 100}: ${seenMs} for ${truthMs(q)}`).toBeLessThanOrEqual(10);
      }
    });
  });
});

describe('a generator that is stopped for 300 ms', () => {
  const service = { capacityPerSec: 400, work: 'exponential' } as const;
  const step = { ratePerSec: 120, durationS: 3, leadInS: 0.5 };
  /** ms from the order to the stop: 150 until the lead-in, 650 until the load, 3650 until its end. */
  const MOMENTS_MS = [420, 600, 1100, 1500, 2400, 3500];

  const stoppedAt = (delayMs: number): Promise<TruthResult & { readonly onTime: boolean }> =>
    against(service, async (server, generator) => {
      const offered = offer(generator, server.port, step);
      await systemClock.sleep(delayMs);
      process.kill(generator.pid, 'SIGSTOP');
      await systemClock.sleep(300);
      process.kill(generator.pid, 'SIGCONT');
      const result = await offered;
      return { ...result, onTime: wasOnTime(await server.record()) };
    });

  it('never makes the service slow: the step is invalid, or its windows are unclean', async () => {
    const results = await Promise.all(MOMENTS_MS.map(stoppedAt));
    const all = results.map(story).join('\n');
    expect(
      results.filter((r) => r.onTime).map((r) => r.record.verdict),
      all,
    ).not.toContain('failed');
    // A stop within the load, seen by the schedule: 20 of 360 arrivals are dropped and more are late.
    for (const [i, { record, load }] of results.entries()) {
      if (load.counts.dropped === 0) continue;
      expect(record.verdict, all).toBe('invalid');
      expect(record.judgement.cleanWindows, `${MOMENTS_MS[i]} ms`).toBeLessThan(record.judgement.windows);
    }
    const within = results.slice(2, 5);
    for (const { load } of within) expect(load.counts.dropped, all).toBeGreaterThan(0);
  });
});
