import { expect, it } from 'vitest';
import { judgeByRecord } from '../../src/domain/truth/judge-latency.ts';
import { isQuiet, wasOnTime } from '../../src/domain/truth/quiet.ts';
import { measuredClean, story } from './truth-lab.ts';

it('M/D/1 at half its capacity is held, and the latency is the one in the book of the server', async () => {
  const seen = await measuredClean({
    service: { capacityPerSec: 1000, work: 'fixed', exact: true },
    step: { ratePerSec: 500, durationS: 4, leadInS: 0, pacing: 'poisson' },
  });
  const { record, served } = seen;
  const { outcome, said } = judgeByRecord(seen);
  expect(outcome, `${said} ${story(seen)}`).not.toBe('wrong');
  if (wasOnTime(served)) expect(record.verdict, story(seen)).not.toBe('failed');
  if (isQuiet(seen, 1)) expect(record.verdict, story(seen)).toBe('held');
  expect(record.latencyMs.p999).toBeNull();
});

it('at 0.4 of its capacity a service never fails, and is held unless there is evidence of noise', async () => {
  const step = { ratePerSec: 200, durationS: 3 };
  const kinds = [
    { work: 'fixed', pacing: 'paced', seed: 5 },
    { work: 'exponential', pacing: 'poisson', seed: 6 },
  ] as const;
  const results = await Promise.all(
    kinds.map(({ work, pacing, seed }) =>
      measuredClean({ service: { capacityPerSec: 500, work, seed }, step: { ...step, pacing, seed } }),
    ),
  );
  for (const seen of results) {
    const { verdict, reason, achievedPerSec, planned, sent, dropped } = seen.record;
    expect(planned).toBe(sent + dropped);
    if (wasOnTime(seen.served)) expect(verdict, story(seen)).not.toBe('failed');
    if (isQuiet(seen, 20)) {
      expect(verdict, story(seen)).toBe('held');
      expect(achievedPerSec).toBeCloseTo(planned / step.durationS, 2);
    }
    if (verdict === 'invalid') expect(['unclean', 'dropped'], story(seen)).toContain(reason);
  }
});
