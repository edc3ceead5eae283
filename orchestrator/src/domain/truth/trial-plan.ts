import { THRESHOLDS } from '../thresholds.ts';
import type { TruthCase, TruthTrial } from './truth-case.ts';

export type ValidationMode = 'quick' | 'full';

/** Under 3 and 25 minutes were promised; a busy machine takes longer than was planned. */
const BUDGET_S: Readonly<Record<ValidationMode, number>> = { quick: 160, full: 1400 };

/** Start and end of the programs, measured on two cores of a shared virtual machine. */
const STARTING_S = 1.5;

export interface PlannedTrial {
  readonly truthCase: TruthCase;
  readonly trial: TruthTrial;
}

export function plannedTrials(cases: readonly TruthCase[], mode: ValidationMode): PlannedTrial[] {
  return cases.flatMap((truthCase) =>
    truthCase.trials
      .slice(0, mode === 'quick' ? 1 : truthCase.trials.length)
      .map((trial) => ({ truthCase, trial })),
  );
}

/** A virtual-time server gets a second of rehearsal, of which nothing counts. */
export const REHEARSAL_S = 1;

function trialS({ service, step }: TruthTrial): number {
  const rehearsalS = 'program' in service ? 0 : REHEARSAL_S;
  return STARTING_S + rehearsalS + (step.leadInS ?? 0) + step.durationS;
}

/** Time for all that is still planned, s. */
export function leftS(planned: readonly PlannedTrial[]): number {
  return planned.reduce((sum, { trial }) => sum + trialS(trial), 0);
}

/** As a run does, what is noise is measured again twice at most. */
export const MOST_ATTEMPTS = 1 + THRESHOLDS.invalidRetries.value;

/** Whether a trial can be measured once more within the time that was promised. */
export function hasTimeFor({ trial }: PlannedTrial, spentS: number, mode: ValidationMode): boolean {
  return spentS + trialS(trial) <= BUDGET_S[mode];
}
