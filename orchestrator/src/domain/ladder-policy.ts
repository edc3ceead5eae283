import type { LadderSpec } from './scenario.ts';
import type { PastStep, StepPolicy } from './step-policy.ts';

/** Every rate once, in the order given, until too many steps in a row have failed. */
export function ladderPolicy(spec: LadderSpec, durationS: number): StepPolicy {
  return {
    maxSteps: spec.ratesPerSec.length,
    next(history) {
      const failed = failedInARow(history);
      if (spec.stopAfterFailed !== null && failed >= spec.stopAfterFailed) {
        return { kind: 'stop', reason: failed === 1 ? 'a step failed' : `${failed} steps in a row failed` };
      }
      const index = (history.at(-1)?.index ?? 0) + 1;
      const ratePerSec = spec.ratesPerSec[index - 1];
      if (ratePerSec === undefined) return { kind: 'stop', reason: 'every rate was offered' };
      return { kind: 'step', ratePerSec, durationS, index, attempt: 1, purpose: 'ladder' };
    },
  };
}

/** A step left `invalid` says nothing of the service: it neither adds to the row nor ends it. */
function failedInARow(history: readonly PastStep[]): number {
  const told = history.filter((step) => step.verdict !== 'invalid');
  const lastGood = told.findLastIndex((step) => step.verdict !== 'failed');
  return told.length - 1 - lastGood;
}
