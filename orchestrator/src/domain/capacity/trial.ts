import { isLimitOfService } from '../bottleneck-label.ts';
import type { PastStep } from '../step-policy.ts';

/** What a step says of the service at its rate. */
export interface Trial {
  readonly ratePerSec: number;
  /**
   * `missed`: not held, and the service was the reason; `blocked`: the load generator was;
   * `unknown`: the measurement went wrong or the host was noisy, which says nothing.
   */
  readonly outcome: 'held' | 'missed' | 'blocked' | 'unknown';
}

export function trialOf({ ratePerSec, verdict, bottleneck }: PastStep): Trial {
  if (verdict === 'held') return { ratePerSec, outcome: 'held' };
  if (bottleneck?.label === 'generator') return { ratePerSec, outcome: 'blocked' };
  const isOfService = verdict !== 'invalid' && (bottleneck === null || isLimitOfService(bottleneck));
  return { ratePerSec, outcome: isOfService ? 'missed' : 'unknown' };
}
