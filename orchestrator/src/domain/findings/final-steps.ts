import type { RunRecord, StepRecord } from '../run-record.ts';

/**
 * The attempts of a contender that count, lowest rate first. A step for recovery begins in the overload before
 * it, so it says nothing of its own rate.
 */
export function finalStepsByRate(record: RunRecord, contender: string): StepRecord[] {
  return record.steps
    .filter((step) => step.final && step.contender === contender && step.purpose !== 'recovery')
    .sort((a, b) => a.ratePerSec - b.ratePerSec);
}
