import { isLimitOfService } from '../bottleneck-label.ts';
import type { BreaksBy } from '../hypothesis.ts';
import type { Objective } from '../objective.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Verdict } from '../verdict-types.ts';
import { finalStepsByRate } from './final-steps.ts';

/**
 * What all launches together say of one rate; `mixed`: they differ, one could not be measured, or it failed by
 * something else than the service.
 */
export type RateOutcome = Extract<Verdict, 'held' | 'failed'> | 'mixed' | 'not-offered';

export function outcomeAt(record: RunRecord, contender: string, ratePerSec: number): RateOutcome {
  const there = finalStepsByRate(record, contender).filter((step) => step.ratePerSec === ratePerSec);
  const [first] = there;
  if (first === undefined) return 'not-offered';
  const { verdict } = first;
  const isClear = verdict === 'held' || verdict === 'failed';
  const agree = isClear && there.every((step) => step.verdict === verdict);
  if (!agree) return 'mixed';
  return verdict === 'held' || there.every((step) => failedByItself(step, record.objective))
    ? verdict
    : 'mixed';
}

/** Noise and a generator at its end make a service late; wrong answers are its own. */
export function failedByItself(step: StepRecord, { errorShare }: Objective): boolean {
  const { bottleneck, errors, planned } = step;
  return bottleneck === null || isLimitOfService(bottleneck) || isSurelyAbove(errors, planned, errorShare);
}

function isSurelyAbove(count: number, planned: number, share: number): boolean {
  return binomialLowerBound(count, planned, THRESHOLDS.errorConfidence.value) > share;
}

/** The lowest rate that no launch held, and the way it broke there; null: there is none. */
export interface Break {
  readonly step: StepRecord;
  readonly by: BreaksBy | null;
}

export function firstBreak(record: RunRecord, contender: string): Break | null {
  const steps = finalStepsByRate(record, contender);
  const step = steps.find(({ ratePerSec }) => outcomeAt(record, contender, ratePerSec) === 'failed');
  return step === undefined ? null : { step, by: brokenBy(step, record.objective) };
}

/** Null where neither is shown: a backlog that grew, or a death, is neither of the two. */
export function brokenBy(step: StepRecord, { errorShare, latencyMs, quantile }: Objective): BreaksBy | null {
  const { bottleneck } = step;
  if (bottleneck?.label === 'service-stalled') return 'stall';
  const wrong = isSurelyAbove(step.errors, step.planned, errorShare);
  // What nobody waited for any longer was slow, whatever it would have been.
  const late = step.timeouts + step.unsent;
  const slow =
    step.reason === 'latency' || step.reason === 'backlog' || isSurelyAbove(late, step.planned, errorShare);
  const slowToo = slow || isAbove(step, quantile, latencyMs);
  // Late beside its errors it may have been by noise: then it is not known which came first.
  if (wrong && slowToo) return bottleneck === null || isLimitOfService(bottleneck) ? 'both' : null;
  if (wrong) return 'errors';
  return slow ? 'latency' : null;
}

/** Of a step that failed by errors, whether its answers were late besides; p99 stands for every quantile up to it. */
function isAbove({ latencyMs: { p99, p999 } }: StepRecord, quantile: number, limitMs: number): boolean {
  const seen = quantile > 0.99 ? p999 : p99;
  return seen !== null && seen > limitMs;
}
