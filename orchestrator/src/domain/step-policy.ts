import type { Bottleneck } from './bottleneck-label.ts';
import type { StepPurpose } from './step-purpose.ts';
import type { Verdict, VerdictReason } from './verdict-types.ts';

/** A step that was offered, as far as a policy needs to know. */
export interface PastStep {
  readonly ratePerSec: number;
  /** Position in the policy's sequence, from 1. */
  readonly index: number;
  /** From 1. */
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly purpose: StepPurpose;
  /** Null: held, or nobody looked. */
  readonly bottleneck: Pick<Bottleneck, 'label'> | null;
}

export interface PlannedStep {
  readonly kind: 'step';
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly index: number;
  readonly attempt: number;
  readonly purpose: StepPurpose;
  /** Another lead-in than the scenario's: so long, at a rate of its own. */
  readonly leadIn?: LeadIn;
}

export interface LeadIn {
  readonly ratePerSec: number;
  readonly durationS: number;
}

export type PolicyDecision = PlannedStep | { readonly kind: 'stop'; readonly reason: string };

/**
 * Chooses the steps of one launch from the verdicts so far, and from nothing else: resuming a run
 * is feeding it the recorded verdicts again.
 */
export interface StepPolicy {
  /**
   * `history`: of this contender in this block, in their order; `earlier`: of the same contender, a
   * list for each block before it.
   */
  next(history: readonly PastStep[], earlier?: readonly (readonly PastStep[])[]): PolicyDecision;
  /** Steps a launch has at most, retries left out. */
  readonly maxSteps: number;
}
