import { capacityPolicy } from './capacity/capacity-policy.ts';
import { ladderPolicy } from './ladder-policy.ts';
import type { Scenario } from './scenario.ts';
import type { PastStep, StepPolicy } from './step-policy.ts';
import { THRESHOLDS } from './thresholds.ts';

/** The policy of a scenario, with retries of steps whose measurement went wrong. */
export function policyFor({ policy, step, objective }: PolicyOf): StepPolicy {
  return retryingInvalid(
    policy.kind === 'ladder'
      ? ladderPolicy(policy, step.durationS)
      : capacityPolicy(policy, step.durationS, objective),
  );
}

type PolicyOf = Pick<Scenario, 'policy' | 'objective'> & {
  readonly step: Pick<Scenario['step'], 'durationS'>;
};

/**
 * Offers a step judged `invalid` again, at most twice and as long as the launch has retries left; then goes on. The policy inside sees each
 * index once, with its last attempt.
 */
function retryingInvalid(inner: StepPolicy): StepPolicy {
  return {
    maxSteps: inner.maxSteps,
    next(history, earlier = []) {
      const settledEarlier = earlier.map(lastAttempts);
      const last = history.at(-1);
      const retries = history.filter((step) => step.attempt > 1).length;
      const mayRetry = retries < THRESHOLDS.launchRetries.value;
      if (last?.verdict === 'invalid' && last.attempt <= THRESHOLDS.invalidRetries.value && mayRetry) {
        const settled = lastAttempts(history.filter((step) => step.index !== last.index));
        const again = inner.next(settled, settledEarlier);
        if (again.kind === 'step') return { ...again, attempt: last.attempt + 1 };
      }
      return inner.next(lastAttempts(history), settledEarlier);
    },
  };
}

/** What each step came to in the end. */
export function lastAttempts(history: readonly PastStep[]): PastStep[] {
  return [...new Map(history.map((step) => [step.index, step])).values()];
}
