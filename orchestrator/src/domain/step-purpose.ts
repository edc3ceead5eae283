/** What a policy offers a step for; the names are a published interface. */
export const STEP_PURPOSES = ['ladder', 'compare', 'search', 'confirm', 'overload', 'recovery'] as const;

export type StepPurpose = (typeof STEP_PURPOSES)[number];
