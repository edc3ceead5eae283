import { isLimitOfService } from './bottleneck-label.ts';
import type { Objective } from './objective.ts';
import type { StepRecord } from './run-record.ts';
import { binomialLowerBound } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Whether a step that failed did so by the service: noise and a generator at its end make one late; wrong answers are its own. */
export function failedByItself(step: StepRecord, { errorShare }: Objective): boolean {
  return isItsLimit(step) || isSurelyAbove(step.errors, step.planned, errorShare);
}

/** Whether being late is its own doing, as far as is known. */
export function isItsLimit({ bottleneck }: Pick<StepRecord, 'bottleneck'>): boolean {
  return bottleneck === null || isLimitOfService(bottleneck);
}

/** Whether more than chance lies above an allowed share. */
export function isSurelyAbove(count: number, planned: number, share: number): boolean {
  return binomialLowerBound(count, planned, THRESHOLDS.errorConfidence.value) > share;
}
