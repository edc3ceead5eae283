import type { LadderSpec, PolicySpec } from './scenario.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { Verdict } from './verdict-types.ts';

/** A step that was offered in this launch, as far as a policy needs to know. */
export interface PastStep {
  readonly ratePerSec: number;
  /** Position in the policy's sequence, from 1. */
  readonly index: number;
  /** From 1. */
  readonly attempt: number;
  readonly verdict: Verdict;
}

export type PolicyDecision =
  | {
      readonly kind: 'step';
      readonly ratePerSec: number;
      readonly durationS: number;
      readonly index: number;
      readonly attempt: number;
    }
  | { readonly kind: 'stop'; readonly reason: string };

/**
 * Chooses the steps of one launch from the verdicts so far, and from nothing else: resuming a run
 * is feeding it the recorded verdicts again.
 */
export interface StepPolicy {
  next(history: readonly PastStep[]): PolicyDecision;
  /** Steps a launch has at most, retries left out. */
  readonly maxSteps: number;
}

/** The policy of a scenario, with retries of steps whose measurement went wrong. */
export function policyFor(spec: PolicySpec, step: { readonly durationS: number }): StepPolicy {
  return retryingInvalid(ladder(spec, step.durationS));
}

/** Every rate once, in the order given, until too many steps in a row have failed. */
function ladder(spec: LadderSpec, durationS: number): StepPolicy {
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
      return { kind: 'step', ratePerSec, durationS, index, attempt: 1 };
    },
  };
}

/** A step left `invalid` says nothing of the service: it neither adds to the row nor ends it. */
function failedInARow(history: readonly PastStep[]): number {
  const told = history.filter((step) => step.verdict !== 'invalid');
  const lastGood = told.findLastIndex((step) => step.verdict !== 'failed');
  return told.length - 1 - lastGood;
}

/**
 * Offers a step judged `invalid` again, at most twice and as long as the launch has retries left; then goes on. The policy inside sees each
 * index once, with its last attempt.
 */
function retryingInvalid(inner: StepPolicy): StepPolicy {
  return {
    maxSteps: inner.maxSteps,
    next(history) {
      const last = history.at(-1);
      const retries = history.filter((step) => step.attempt > 1).length;
      const mayRetry = retries < THRESHOLDS.launchRetries.value;
      if (last?.verdict === 'invalid' && last.attempt <= THRESHOLDS.invalidRetries.value && mayRetry) {
        const settled = lastAttempts(history.filter((step) => step.index !== last.index));
        const again = inner.next(settled);
        if (again.kind === 'step') return { ...again, attempt: last.attempt + 1 };
      }
      return inner.next(lastAttempts(history));
    },
  };
}

function lastAttempts(history: readonly PastStep[]): PastStep[] {
  return [...new Map(history.map((step) => [step.index, step])).values()];
}
