import type { LaunchPhase } from '../domain/events.ts';
import type { RunViewState } from './run-state.ts';

/** What the running launch does right now, as text and progress. */
export interface Activity {
  /** `step 5/8 · 8,000/s`, `warm-up`. */
  readonly text: string;
  /** Null where nobody knows how long it takes. */
  readonly progress: { readonly doneS: number; readonly ofS: number } | null;
  /** Since it began, whole seconds. */
  readonly elapsedS: number;
}

const PHASE_WORDS: Readonly<Record<LaunchPhase, string>> = {
  start: 'starting',
  verify: 'checking the contract',
  'warm-up': 'warm-up',
  steps: 'next step',
  'verify-again': 'checking the contract again',
  stop: 'stopping',
};

export function activity(state: RunViewState, nowMs: number, stepText: string): Activity {
  const { step, phase } = state;
  if (step !== null) {
    const elapsedS = secondsSince(step.startedAtMs, nowMs);
    const inStepS = elapsedS - step.leadInS;
    if (inStepS < 0)
      return { text: `${stepText} · lead-in`, progress: progress(elapsedS, step.leadInS), elapsedS };
    if (inStepS > step.durationS) return { text: `${stepText} · draining`, progress: null, elapsedS };
    return { text: stepText, progress: progress(inStepS, step.durationS), elapsedS };
  }
  if (phase === null) return { text: 'starting', progress: null, elapsedS: 0 };
  const elapsedS = secondsSince(phase.startedAtMs, nowMs);
  const detail = phase.detail === '' ? '' : ` · ${phase.detail}`;
  return {
    text: `${PHASE_WORDS[phase.phase]}${detail}`,
    progress: phase.expectedS > 0 ? progress(elapsedS, phase.expectedS) : null,
    elapsedS,
  };
}

function progress(doneS: number, ofS: number): Activity['progress'] {
  return { doneS: Math.min(doneS, ofS), ofS };
}

function secondsSince(startedAtMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - startedAtMs) / 1000));
}
