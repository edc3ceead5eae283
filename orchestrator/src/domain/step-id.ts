import type { StepId } from './run-record.ts';

/** What identifies a step, and nothing else of it. */
export function stepIdOf({ contender, block, launch, index, attempt }: StepId): StepId {
  return { contender, block, launch, index, attempt };
}

/** The same as a text, for maps. */
export function stepKey(id: StepId): string {
  return JSON.stringify([id.contender, id.block, id.launch, id.index, id.attempt]);
}
