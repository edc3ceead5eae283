import { judgeByRecord, judgeOmission, judgeStall, type StallTrial } from './judge-latency.ts';
import type { TruthCase, TruthTrial } from './truth-case.ts';

const exact = (work: 'fixed' | 'exponential', ratePerSec: number, seed: number): TruthTrial => ({
  service: { capacityPerSec: 1000, work, exact: true, seed },
  step: { ratePerSec, durationS: 6, leadInS: 0, pacing: 'poisson', seed },
});
const stalling = (stall: StallTrial['service']['stall'], step: StallTrial['step']): StallTrial => ({
  service: { capacityPerSec: 2000, work: 'fixed', exact: true, stall },
  step,
});
const LONG_STALL = { everyMs: 2000, forMs: 200 };
const SHORT_STALL = { everyMs: 1000, forMs: 100 };

export const CASES_OF_LATENCY: readonly TruthCase[] = [
  {
    id: 'm-m-1',
    what: 'M/M/1 queue, 1,000/s, Poisson arrivals at 0.8 (also 0.5, 0.9)',
    truth: "the server's own record of every request",
    tolerance: '± 2 ms at p50, p90, p95 and p99',
    caused: null,
    trials: [exact('exponential', 800, 1), exact('exponential', 500, 2), exact('exponential', 900, 3)],
    judge: judgeByRecord,
  },
  {
    id: 'm-d-1',
    what: 'M/D/1 queue, 1,000/s, Poisson arrivals at 0.8 (also 0.5, 0.9, 0.95)',
    truth: "the server's own record of every request",
    tolerance: '± 2 ms at p50, p90, p95 and p99',
    caused: null,
    trials: [exact('fixed', 800, 1), exact('fixed', 500, 2), exact('fixed', 900, 3), exact('fixed', 950, 4)],
    judge: judgeByRecord,
  },
  {
    id: 'stall',
    what: 'a service that stands still for 200 ms every 2 s (also 100 ms every 1 s)',
    truth: 'latency(q) = X − (1 − q)(1 − ρ)Y, max = X',
    tolerance: '± 5 % of X at p90, p95, p99 and the maximum',
    caused: null,
    trials: [
      stalling(LONG_STALL, { ratePerSec: 1000, durationS: 6 }),
      stalling(LONG_STALL, { ratePerSec: 500, durationS: 8 }),
      stalling(SHORT_STALL, { ratePerSec: 1000, durationS: 6 }),
    ],
    judge: judgeStall,
  },
  {
    id: 'coordinated-omission',
    what: 'the same stall of 200 ms every 2 s over 8 connections',
    truth: 'the stall is in the latency from the intended time only',
    tolerance: 'p99 ≥ 180 ms from the intended time, < 40 ms from the send',
    caused: null,
    trials: [
      stalling(LONG_STALL, { ratePerSec: 1000, durationS: 6, connections: 8 }),
      stalling(LONG_STALL, { ratePerSec: 1000, durationS: 6, connections: 8, seed: 2 }),
      stalling(LONG_STALL, { ratePerSec: 1000, durationS: 6, connections: 8, seed: 3 }),
    ],
    judge: judgeOmission,
  },
];
