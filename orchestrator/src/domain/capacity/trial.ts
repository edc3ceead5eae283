import { isLimitOfService } from '../bottleneck-label.ts';
import type { PastStep } from '../step-policy.ts';

/** What a step says of the service at its rate. */
export interface Trial {
  readonly ratePerSec: number;
  /**
   * `missed`: not held, and the service was the reason; `unexplained`: not held, and nobody knows why;
   * `blocked`: the load generator was the reason; `unknown`: the measurement went wrong or the host was
   * noisy, which says nothing.
   */
  readonly outcome: 'held' | 'missed' | 'unexplained' | 'blocked' | 'unknown';
}

export function trialOf(step: PastStep): Trial {
  return { ratePerSec: step.ratePerSec, outcome: outcomeOf(step) };
}

function outcomeOf({ verdict, reason, bottleneck }: PastStep): Trial['outcome'] {
  if (verdict === 'held') return 'held';
  if (bottleneck?.label === 'generator') return 'blocked';
  if (verdict === 'invalid' || (bottleneck !== null && !isLimitOfService(bottleneck))) return 'unknown';
  // Wrong answers and a death are the service's doing, whatever brought them about.
  const isPlain = reason === 'errors' || reason === 'contender-died';
  return bottleneck?.label === 'unknown' && !isPlain ? 'unexplained' : 'missed';
}
