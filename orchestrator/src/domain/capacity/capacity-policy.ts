import { geometricMean } from '../mean-interval.ts';
import type { Objective } from '../objective.ts';
import type { CapacitySpec } from '../scenario.ts';
import type { LeadIn, PastStep, PlannedStep, StepPolicy } from '../step-policy.ts';
import type { StepPurpose } from '../step-purpose.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { SearchStart } from './bracket.ts';
import { nextMove, roundedRate, type SearchResult, searchResult } from './search.ts';
import { stepLengthS } from './step-length.ts';
import { type Trial, trialOf } from './trial.ts';

/** Load far above the capacity before a recovery: long enough for every queue to fill. */
const RECOVERY_LEAD_IN_S = 5;
const RECOVERY_SHARE = 0.5;
/** From what earlier launches found, a twentieth up or down at first. */
const LEARNED_FACTOR = 1.05;

/**
 * One launch of a capacity run: a step at the first rate, the same for every contender, by which their
 * CPU per request is compared; the search; and, once a contender, a long step that confirms it, overload
 * and recovery. Later blocks begin their search at what earlier ones found.
 */
export function capacityPolicy(
  spec: CapacitySpec,
  durationS: number,
  objective: Pick<Objective, 'quantile'>,
): StepPolicy {
  return {
    maxSteps: 1 + THRESHOLDS.searchStepsMost.value + stepsAfter(spec, 1).length,
    next(history, earlier = []) {
      const index = (history.at(-1)?.index ?? 0) + 1;
      const step = (ratePerSec: number, purpose: StepPurpose): PlannedStep => {
        const lengthS = stepLengthS(ratePerSec, durationS, objective);
        return { kind: 'step', ratePerSec, durationS: lengthS, index, attempt: 1, purpose };
      };
      if (history.length === 0) return step(spec.fromPerSec, 'compare');
      const start = learnedStart(launchResults(earlier));
      const tried = trialsOf(history, start !== null);
      const move = nextMove(tried, start ?? { ratePerSec: spec.fromPerSec, factor: 2 });
      if (move.kind === 'try') return step(move.ratePerSec, 'search');
      if (move.kind !== 'found') return { kind: 'stop', reason: WHY_NO_NUMBER[move.kind] };
      const isDone = earlier.flat().some(({ purpose }) => purpose === 'overload' || purpose === 'recovery');
      const after = isDone ? [] : stepsAfter(spec, move.perSec);
      const next = after[history.filter(({ purpose }) => isAfterwards(purpose)).length];
      if (next === undefined) return { kind: 'stop', reason: 'the capacity was found' };
      const lengthS =
        next.purpose === 'confirm' ? stepLengthS(next.ratePerSec, next.durationS, objective) : next.durationS;
      return { ...step(next.ratePerSec, next.purpose), ...next, durationS: lengthS };
    },
  };
}

/** What the launches of one contender showed, in their order, each from its steps that count. */
export function launchResults(launches: readonly (readonly PastStep[])[]): SearchResult[] {
  const results: SearchResult[] = [];
  for (const steps of launches) {
    results.push(searchResult(trialsOf(steps, learnedStart(results) !== null)));
  }
  return results;
}

/** The steps of a launch's search. One that starts from the first rate has the step that compares as its first. */
function trialsOf(steps: readonly PastStep[], isLearned: boolean): Trial[] {
  return steps
    .filter(({ purpose }) => purpose === 'search' || (purpose === 'compare' && !isLearned))
    .map(trialOf);
}

const WHY_NO_NUMBER = {
  'at-least': 'that the service was the limit could not be shown',
  'held-nothing': 'no rate was held',
  unknown: 'too few steps could be judged',
} as const;

/** The geometric mean of what earlier launches found; null: there was nothing to learn from. */
function learnedStart(earlier: readonly SearchResult[]): SearchStart | null {
  const ratePerSec = geometricMean(
    earlier.flatMap((result) =>
      result.kind === 'found' || result.kind === 'at-least' ? [result.perSec] : [],
    ),
  );
  return ratePerSec === null ? null : { ratePerSec, factor: LEARNED_FACTOR };
}

type Afterwards = Pick<PlannedStep, 'ratePerSec' | 'durationS' | 'purpose'> & { readonly leadIn?: LeadIn };

/** What follows the search, once a contender. */
export function stepsAfter(spec: CapacitySpec, capacityPerSec: number): Afterwards[] {
  const at = (share: number): number => roundedRate(share * capacityPerSec);
  const { confirmS, overload } = spec;
  const most = Math.max(...overload.factors);
  return [
    { ratePerSec: at(THRESHOLDS.confirmShare.value), durationS: confirmS, purpose: 'confirm' },
    ...overload.factors.map((factor) => ({
      ratePerSec: at(factor),
      durationS: overload.durationS,
      purpose: 'overload' as const,
    })),
    {
      ratePerSec: at(RECOVERY_SHARE),
      durationS: overload.durationS,
      purpose: 'recovery',
      leadIn: { ratePerSec: at(most), durationS: RECOVERY_LEAD_IN_S },
    },
  ];
}

function isAfterwards(purpose: StepPurpose): boolean {
  return purpose === 'confirm' || purpose === 'overload' || purpose === 'recovery';
}
