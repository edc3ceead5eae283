import { Histogram } from '@framework-lab/protocol/histogram';
import { describe, expect, it } from 'vitest';
import { BOTTLENECK_LABELS } from '../../../src/domain/bottleneck-label.ts';
import type { SearchResult } from '../../../src/domain/capacity/search.ts';
import { judgeLabel } from '../../../src/domain/truth/cases-of-bottlenecks.ts';
import { judgeCapacity } from '../../../src/domain/truth/cases-of-capacity.ts';
import { judgeBucket, judgeCounts } from '../../../src/domain/truth/cases-of-counts.ts';
import { judgeOverload, judgeStop, stoppedAt } from '../../../src/domain/truth/cases-of-verdicts.ts';
import {
  judgeByRecord,
  judgeOmission,
  judgeStall,
  type StallTrial,
  stallQuantileMs,
} from '../../../src/domain/truth/judge-latency.ts';
import { type SeenWith, seenWith, servedIn } from './seen.ts';

describe('quantiles against the record of the server', () => {
  /** 1 to 100 ms, each ten times: p50 50, p90 90, p95 95, p99 99. */
  const tookMs = Array.from({ length: 1000 }, (_, i) => 1 + (i % 100));
  const judged = (offMs: number, more: SeenWith & { readonly lateMs?: number } = {}) =>
    judgeByRecord(
      seenWith({
        ...more,
        counts: { sent: 1000, ...more.counts },
        served: servedIn(tookMs, more.lateMs),
        record: {
          latencyMs: {
            mean: 0,
            p50: 50 + offMs,
            p90: 90 + offMs,
            p95: 95 + offMs,
            p99: 99 + offMs,
            p999: null,
            max: 101,
          },
          ...more.record,
        },
      }),
    ).outcome;

  it.each([0, 1.9, -0.4])('are right where they are %d ms off', (offMs) => {
    expect(judged(offMs)).toBe('right');
  });

  it('are wrong where they are later than the record on a quiet machine, and noise on another', () => {
    expect(judged(2.2)).toBe('wrong');
    expect(judged(2.2, { unclean: 1 })).toBe('noise');
    expect(judged(2.2, { lateMs: 1.5 })).toBe('noise');
    expect(judged(2.2, { counts: { dropped: 1 } })).toBe('noise');
    expect([judged(2.2, { lagMs: 1 }), judged(2.2, { lagMs: 1.1 })]).toEqual(['wrong', 'noise']);
  });

  it('are wrong on any machine where they are sooner, unknown, or of other requests', () => {
    expect(judged(-1, { unclean: 4 })).toBe('wrong');
    expect(judged(0, { unclean: 4, counts: { sent: 1002 } })).toBe('wrong');
    expect(judged(0, { unclean: 4, counts: { errors: 1 } })).toBe('wrong');
    const none = { mean: 0, p50: 50, p90: 90, p95: 95, p99: null, p999: null, max: 101 };
    expect(judged(0, { unclean: 4, record: { latencyMs: none } })).toBe('wrong');
  });
});

describe('a stall', () => {
  const trial: StallTrial = {
    service: { capacityPerSec: 2000, work: 'fixed', stall: { everyMs: 2000, forMs: 200 } },
    step: { ratePerSec: 1000, durationS: 4, connections: 8 },
  };

  it('has the quantiles of a queue in virtual time', () => {
    const histogram = new Histogram();
    let freeAtMs = 0;
    for (let atMs = 0; atMs < 20_000; atMs++) {
      const start = Math.max(atMs, freeAtMs);
      const phaseMs = start % 2000;
      freeAtMs = (phaseMs < 200 ? start + 200 - phaseMs : start) + 0.5;
      histogram.record((freeAtMs - atMs) * 1000);
    }
    for (const [q, knownMs] of [
      [0.9, 100],
      [0.95, 150],
      [0.99, 190],
      [1, 200],
    ] as const) {
      expect(stallQuantileMs(q, trial)).toBeCloseTo(knownMs, 6);
      expect(Math.abs(histogram.quantileUs(q) / 1000 - knownMs)).toBeLessThan(1.5);
    }
  });

  const judged = (offMs: number, unclean = 0, lagMs = 0.1) =>
    judgeStall(
      seenWith({
        trial,
        unclean,
        lagMs,
        record: {
          latencyMs: {
            mean: 0,
            p50: 1,
            p90: 100 + offMs,
            p95: 150 + offMs,
            p99: 190 + offMs,
            p999: null,
            max: 200 + offMs,
          },
        },
      }),
    ).outcome;

  it('is right within 5 % of its length; noise excuses what is longer and never what is shorter', () => {
    expect([judged(0), judged(9.9), judged(-9.9)]).toEqual(['right', 'right', 'right']);
    expect([judged(10.1), judged(-10.1)]).toEqual(['wrong', 'wrong']);
    expect([judged(10.1, 1), judged(-10.1, 1)]).toEqual(['noise', 'wrong']);
    expect([judged(10.1, 0, 5.1), judged(-10.1, 0, 5.1)]).toEqual(['noise', 'wrong']);
  });

  const omission = (p99Ms: number, fromSendMs: number, more: SeenWith = {}) =>
    judgeOmission(
      seenWith({
        trial,
        ...more,
        record: { latencyMs: { p99: p99Ms }, serviceTimeMs: { p99: fromSendMs }, ...more.record } as never,
      }),
    ).outcome;

  it('is in the latency from the intended time, and not in the one from the send', () => {
    expect(omission(190, 9)).toBe('right');
    expect(omission(179, 9, { unclean: 4 })).toBe('wrong');
    expect([omission(190, 41), omission(190, 41, { unclean: 1 })]).toEqual(['wrong', 'noise']);
    expect(omission(190, 9, { record: { verdict: 'held' } })).toBe('wrong');
    const serviceTime = new Histogram();
    serviceTime.record(180_000, 25);
    expect(omission(190, 9, { serviceTime })).toBe('wrong');
  });
});

describe('counts', () => {
  const served = [...servedIn(Array(995).fill(1)), ...servedIn(Array(5).fill(1), 0, 'error')];
  const judged = (counts: SeenWith['counts'], record: SeenWith['record'] = {}) =>
    judgeCounts('error')(
      seenWith({ served, counts: { sent: 1000, ok: 995, errors: 5, ...counts }, record, unclean: 4 }),
    ).outcome;

  it('may be one off, however noisy it was, and the step is not held', () => {
    expect([judged({}), judged({ errors: 6, ok: 994 }), judged({ sent: 1001 })]).toEqual(
      Array(3).fill('right'),
    );
    expect([judged({ errors: 7 }), judged({ ok: 993 }), judged({ timeouts: 1 })]).toEqual(
      Array(3).fill('wrong'),
    );
    expect(judged({}, { verdict: 'held' })).toBe('wrong');
  });

  const bucket = (errors: number, more: SeenWith = {}) =>
    judgeBucket(
      seenWith({
        trial: {
          service: { capacityPerSec: 5000, work: 'fixed', bucket: { perSec: 120, size: 24 } },
          step: { ratePerSec: 300, durationS: 4 },
        },
        served: servedIn(Array(1200 - errors).fill(1)),
        ...more,
        counts: { planned: 1200, ok: 1200 - errors, errors },
        record: { ratePerSec: 300, achievedPerSec: (1200 - errors) / 4, reason: 'errors', ...more.record },
      }),
    ).outcome;

  it('of a token bucket: goodput R, errors 1 − R/λ, within 0.2 points', () => {
    expect([bucket(720), bucket(722), bucket(718)]).toEqual(['right', 'right', 'right']);
    expect([bucket(723), bucket(723, { unclean: 1 })]).toEqual(['wrong', 'noise']);
    expect(bucket(720, { unclean: 4, record: { verdict: 'undecided' } })).toBe('wrong');
    expect(bucket(720, { unclean: 4, served: servedIn(Array(482).fill(1)) })).toBe('wrong');
  });
});

describe('verdicts', () => {
  it('overload is failed; only a generator that never got its CPU may leave it open', () => {
    const judged = (verdict: 'failed' | 'invalid' | 'held' | 'undecided', unclean: number) =>
      judgeOverload(seenWith({ record: { verdict }, unclean })).outcome;
    expect(judged('failed', 4)).toBe('right');
    expect([judged('held', 4), judged('undecided', 4), judged('invalid', 2)]).toEqual(Array(3).fill('wrong'));
    expect(judged('invalid', 3)).toBe('noise');
  });

  it('a stopped generator is never a slow service, and what it drops is seen', () => {
    const judged = (afterMs: number, verdict: string, dropped: number, unclean: number, lateMs = 0) =>
      judgeStop(
        seenWith({
          trial: stoppedAt(afterMs),
          record: { verdict } as never,
          counts: { dropped },
          unclean,
          served: servedIn(Array(100).fill(50), lateMs),
        }),
      ).outcome;
    expect(judged(1500, 'invalid', 20, 1)).toBe('right');
    expect(judged(420, 'held', 0, 0)).toBe('right');
    expect([judged(1500, 'failed', 20, 1), judged(420, 'failed', 0, 1)]).toEqual(['wrong', 'wrong']);
    expect(judged(420, 'failed', 0, 1, 30), 'the server was late as well').toBe('noise');
    expect([judged(1500, 'held', 20, 1), judged(1500, 'invalid', 20, 0)]).toEqual(['wrong', 'wrong']);
    expect(judged(1500, 'held', 0, 0), 'nobody noticed').toBe('wrong');
  });
});

describe('labels', () => {
  const judged = (caused: Parameters<typeof judgeLabel>[0], label: SeenWith['label'] = null) =>
    judgeLabel(caused)(seenWith({ label })).outcome;

  it.each(BOTTLENECK_LABELS)('%s is right where it was caused', (label) => {
    expect(judged(label, label)).toBe('right');
  });

  it('another cause in the service is wrong, and so is a step that was held', () => {
    expect([judged('service-cpu', 'service-wait'), judged('service-wait')]).toEqual(['wrong', 'wrong']);
  });

  it('noise is noise where none was caused, and where it comes before what was', () => {
    expect([judged('service-cpu', 'host-noise'), judged('network', 'generator')]).toEqual(['noise', 'noise']);
    expect(judged('generator', 'host-noise')).toBe('noise');
    expect(judged('host-noise', 'generator'), 'the order says otherwise').toBe('wrong');
  });
});

describe('a capacity that was searched for', () => {
  const found = (perSec: number) => ({ kind: 'found', perSec }) as const;
  const judged = (results: readonly SearchResult[], noisySteps = 0) =>
    judgeCapacity(1000, 0.03)({ results, steps: 40, noisySteps });

  it('is held against the truth by its mean over launches', () => {
    expect(judged([found(1000)])).toEqual({
      outcome: 'right',
      said: 'launches found 1000; 1000/s, 0 % off; at most 3 % above it',
    });
    expect(judged([found(960), found(1030)]).outcome).toBe('right');
    expect(judged([found(960)]).outcome).toBe('wrong');
    expect(judged([found(1040)]).outcome).toBe('wrong');
  });

  it('may be off by noise', () => {
    expect(judged([found(960)], 5).outcome).toBe('noise');
    expect(judged([found(1040)], 5).outcome).toBe('noise');
  });

  it('has to be found', () => {
    expect(judged([{ kind: 'unknown' }], 5).outcome).toBe('noise');
    expect(judged([found(1000), { kind: 'at-least', perSec: 900 }]).outcome).toBe('wrong');
    expect(judged([{ kind: 'held-nothing', downToPerSec: 1 }]).said).toBe('launches found none');
  });
});
