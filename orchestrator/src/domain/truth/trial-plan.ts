import { THRESHOLDS } from '../thresholds.ts';
import { SEARCH_STEPS } from '../time-plan.ts';
import type { SearchCase, TruthCase, TruthSearch, TruthTrial } from './truth-case.ts';

export type ValidationMode = 'quick' | 'full';

/** Under 3 and 25 minutes were promised; a busy machine takes longer than was planned. */
const BUDGET_S: Readonly<Record<ValidationMode, number>> = { quick: 160, full: 1400 };

/** Start and end of the programs, measured on two cores of a shared virtual machine. */
const STARTING_S = 1.5;

export type PlannedTrial =
  | { readonly kind: 'step'; readonly truthCase: TruthCase; readonly trial: TruthTrial }
  | { readonly kind: 'search'; readonly truthCase: SearchCase; readonly trial: TruthSearch };

export function plannedTrials(cases: readonly TruthCase[], mode: ValidationMode): PlannedTrial[] {
  return cases.flatMap((truthCase) =>
    truthCase.trials
      .slice(0, mode === 'quick' ? 1 : truthCase.trials.length)
      .map((trial) => ({ kind: 'step' as const, truthCase, trial })),
  );
}

export function plannedSearches(cases: readonly SearchCase[]): PlannedTrial[] {
  return cases.flatMap((truthCase) =>
    truthCase.trials.map((trial) => ({ kind: 'search' as const, truthCase, trial })),
  );
}

/** A virtual-time server gets a second of rehearsal, of which nothing counts. */
export const REHEARSAL_S = 1;

/** As in `scenarios/capacity.yaml`; less of a lead-in, since these servers have nothing to warm up. */
export const SEARCH_STEP = { durationS: 5, leadInS: 0.5 } as const;
/** What an overloaded step leaves behind takes about as long to drain as the lead-in. */
const SEARCH_STEP_S = SEARCH_STEP.durationS + 2 * SEARCH_STEP.leadInS;

function trialS(planned: PlannedTrial): number {
  if (planned.kind === 'search') {
    const steps = SEARCH_STEPS.first + (planned.trial.launches - 1) * SEARCH_STEPS.later;
    return planned.trial.launches * (STARTING_S + REHEARSAL_S) + steps * SEARCH_STEP_S;
  }
  const { service, step } = planned.trial;
  const rehearsalS = 'program' in service ? 0 : REHEARSAL_S;
  return STARTING_S + rehearsalS + (step.leadInS ?? 0) + step.durationS;
}

/** Time for all that is still planned, s. */
export function leftS(planned: readonly PlannedTrial[]): number {
  return planned.reduce((sum, one) => sum + trialS(one), 0);
}

/** As a run does, what is noise is measured again twice at most. */
export const MOST_ATTEMPTS = 1 + THRESHOLDS.invalidRetries.value;

/** Whether a trial can be measured once more within the time that was promised. */
export function hasTimeFor(planned: PlannedTrial, spentS: number, mode: ValidationMode): boolean {
  return spentS + trialS(planned) <= BUDGET_S[mode];
}
