import { type Claim, findingOf } from './finding.ts';
import { wasOnTime } from './quiet.ts';
import type { Finding, TruthCase, TruthSeen, TruthTrial, VirtualTrial } from './truth-case.ts';

/**
 * A service over its capacity fails, on a machine as noisy as it likes to be. Only a generator that got
 * no CPU in any second may leave it open, since then nothing was offered.
 */
export function judgeOverload({ record }: TruthSeen): Finding {
  const { verdict, reason, judgement } = record;
  const says = verdict === 'invalid' ? `${verdict} by ${reason}` : verdict;
  const isVoid = verdict === 'invalid' && judgement.cleanWindows <= 1;
  return findingOf([{ holds: verdict === 'failed', says, excusable: true }], !isVoid);
}

/** So far from both ends of the load a stop is surely within it, however long the order took to arrive. */
const WITHIN_MS = 400;

/** A generator that stood still is never a slow service: the step is invalid, or those windows are unclean. */
export function judgeStop({ record, load, served, trial }: TruthSeen): Finding {
  const { verdict, judgement } = record;
  const { dropped } = load.counts;
  const cleanOf = `${judgement.cleanWindows} of ${judgement.windows} windows clean`;
  const isSeen = verdict === 'invalid' && judgement.cleanWindows < judgement.windows;
  const claims: Claim[] = [
    { holds: verdict !== 'failed', says: `${verdict}, ${cleanOf}`, excusable: true },
    { holds: dropped === 0 || isSeen, says: `${dropped} dropped` },
    ...(isWithinLoad(trial) ? [{ holds: dropped > 0, says: 'stopped under load' }] : []),
  ];
  return findingOf(claims, wasOnTime(served));
}

function isWithinLoad({ step, disturbance }: TruthTrial): boolean {
  if (disturbance?.kind !== 'generator-stops') return false;
  const { afterMs, forMs } = disturbance;
  const fromMs = (step.leadInS ?? 0) * 1000;
  return afterMs >= fromMs + WITHIN_MS && afterMs + forMs <= fromMs + step.durationS * 1000 - WITHIN_MS;
}

const over = (work: 'fixed' | 'exponential', capacityPerSec: number): TruthTrial => ({
  service: { capacityPerSec, work },
  step: {
    ratePerSec: 1.1 * capacityPerSec,
    durationS: 6,
    leadInS: 0.5,
    pacing: work === 'fixed' ? 'paced' : 'poisson',
  },
});

/** 150 ms until the order is there, 500 of lead-in, 3,000 of load. */
export const stoppedAt = (afterMs: number): VirtualTrial => ({
  service: { capacityPerSec: 400, work: 'exponential' },
  step: { ratePerSec: 120, durationS: 3, leadInS: 0.5 },
  disturbance: { kind: 'generator-stops', afterMs, forMs: 300 },
});

export const CASES_OF_VERDICTS: readonly TruthCase[] = [
  {
    id: 'overload',
    what: '1.1 times the capacity for 6 s (D/D/1 of 200/s and 1,000/s, M/M/1 of 900/s)',
    truth: 'failed, and not invalid',
    tolerance: 'always',
    caused: null,
    trials: [over('fixed', 200), over('fixed', 1000), over('exponential', 900)],
    judge: judgeOverload,
  },
  {
    id: 'generator-stopped',
    what: 'the generator is stopped for 300 ms (SIGSTOP), at six moments of a step',
    truth: 'invalid, or that window unclean; never a slow service',
    tolerance: 'always',
    caused: null,
    trials: [
      stoppedAt(1500),
      stoppedAt(420),
      stoppedAt(600),
      stoppedAt(1100),
      stoppedAt(2400),
      stoppedAt(3500),
    ],
    judge: judgeStop,
  },
];
