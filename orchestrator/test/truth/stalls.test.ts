import { describe, expect, it } from 'vitest';
import { judgeStop, stoppedAt } from '../../src/domain/truth/cases-of-verdicts.ts';
import { judgeOmission, judgeStall } from '../../src/domain/truth/judge-latency.ts';
import { measured, measuredClean, story } from './truth-lab.ts';

describe('a service that stands still for 200 ms every 2 s', () => {
  it('is seen by all who came meanwhile, and not from the actual send', async () => {
    const seen = await measuredClean({
      service: {
        capacityPerSec: 2000,
        work: 'fixed',
        exact: true,
        stall: { everyMs: 2000, forMs: 200 },
      },
      // Four seconds hold two stalls, wherever they begin.
      step: { ratePerSec: 1000, durationS: 4, connections: 8 },
    });
    for (const { outcome, said } of [judgeStall(seen), judgeOmission(seen)]) {
      expect(outcome, `${said} ${story(seen)}`).not.toBe('wrong');
    }
    expect(seen.record.queueWaitMs.p99).toBeGreaterThan(150);
  });
});

describe('a generator that is stopped for 300 ms', () => {
  /** ms from the order to the stop: 150 until the lead-in, 650 until the load, 3650 until its end. */
  const MOMENTS_MS = [420, 600, 1100, 1500, 2400, 3500];

  it('never makes the service slow: the step is invalid, or its windows are unclean', async () => {
    const results = await Promise.all(MOMENTS_MS.map((afterMs) => measured(stoppedAt(afterMs))));
    const all = results.map(story).join('\n');
    for (const [i, seen] of results.entries()) {
      const { outcome, said } = judgeStop(seen);
      expect(outcome, `${MOMENTS_MS[i]} ms: ${said}\n${all}`).not.toBe('wrong');
    }
  });
});
