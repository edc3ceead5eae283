import type { BreaksBy } from '../hypothesis.ts';
import type { Objective } from '../objective.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Verdict } from '../verdict-types.ts';
import { finalStepsByRate } from './final-steps.ts';

/** What all launches together say of one rate; `mixed`: they differ, or one could not be measured. */
export type RateOutcome = Extract<Verdict, 'held' | 'failed'> | 'mixed' | 'not-offered';

export function outcomeAt(record: RunRecord, contender: string, ratePerSec: number): RateOutcome {
  const there = finalStepsByRate(record, contender).filter((step) => step.ratePerSec === ratePerSec);
  const [first] = there;
  if (first === undefined) return 'not-offered';
  const { verdict } = first;
  const isClear = verdict === 'held' || verdict === 'failed';
  return isClear && there.every((step) => step.verdict === verdict) ? verdict : 'mixed';
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
  if (step.bottleneck?.label === 'service-stalled') return 'stall';
  const confidence = THRESHOLDS.errorConfidence.value;
  const surelyAbove = (count: number, share: number): boolean =>
    binomialLowerBound(count, step.planned, confidence) > share;
  const wrong = surelyAbove(step.errors, errorShare);
  // What nobody waited for any longer was slow, whatever it would have been.
  const late = step.timeouts + step.unsent;
  const slow = step.reason === 'latency' || step.reason === 'backlog' || surelyAbove(late, errorShare);
  const slowToo = slow || isAbove(step, quantile, latencyMs);
  if (wrong && slowToo) return 'both';
  if (wrong) return 'errors';
  return slow ? 'latency' : null;
}

/** Of a step that failed by errors, whether its answers were late besides; p99 stands for every quantile up to it. */
function isAbove({ latencyMs: { p99, p999 } }: StepRecord, quantile: number, limitMs: number): boolean {
  const seen = quantile > 0.99 ? p999 : p99;
  return seen !== null && seen > limitMs;
}
