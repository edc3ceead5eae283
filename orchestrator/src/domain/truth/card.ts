import { THRESHOLDS } from '../thresholds.ts';
import { leastRight } from './acceptance.ts';
import type { TruthClaim } from './truth-case.ts';
import type { CaseRecord, TrialRecord, Validation } from './validation-schema.ts';

/** What was claimed, and every answer; how it was measured is nothing to the card. */
export interface MeasuredClaim {
  readonly claim: TruthClaim;
  readonly trials: readonly TrialRecord[];
}

type Card = Pick<Validation, 'outcome' | 'answers' | 'labels' | 'cases'>;

/**
 * What the trials come to. Where the truth is a number, each answer has to be right. Labels are right
 * often enough, or not: all of them together, and each cause alone, so that one that is always taken for
 * another is found among many that are easy. Noise is never a pass.
 */
export function cardOf(measured: readonly MeasuredClaim[]): Card {
  const causes = measured.filter(({ claim }) => claim.caused !== null);
  const cases = measured.map((one) => caseRecord(one, causes.length));
  const labels = labelsOf(causes);
  const answers = answersOf(measured);
  const wrongLabels = labels !== null && labels.right < labels.least;
  const failed = wrongLabels || cases.some(({ outcome }) => outcome === 'failed');
  const noisy = answers.noise > THRESHOLDS.truthNoiseShare.value * answers.all;
  return { outcome: failed ? 'failed' : noisy ? 'cannot-tell' : 'passed', answers, labels, cases };
}

function caseRecord({ claim, trials }: MeasuredClaim, causes: number): CaseRecord {
  const { id, what, truth, tolerance, caused } = claim;
  const told = trials.filter(({ outcome }) => outcome !== 'noise').length;
  const right = times(trials, 'right');
  const least =
    caused === null
      ? null
      : leastRight(told, THRESHOLDS.rightLabelShare.value, HALF_OF_FALSE_ALARMS / causes);
  const failed = least === null ? right < told : right < least;
  const outcome = failed ? 'failed' : told === 0 ? 'cannot-tell' : 'passed';
  return { id, what, truth, tolerance, caused, outcome, least, trials: [...trials] };
}

/** One half for all labels together, the other shared by the causes (Bonferroni). */
const HALF_OF_FALSE_ALARMS = THRESHOLDS.truthFalseAlarm.value / 2;

function labelsOf(causes: readonly MeasuredClaim[]): Card['labels'] {
  if (causes.length === 0) return null;
  const trials = causes.flatMap((one) => one.trials);
  const told = trials.length - times(trials, 'noise');
  const right = times(trials, 'right');
  return {
    told,
    right,
    least: leastRight(told, THRESHOLDS.rightLabelShare.value, HALF_OF_FALSE_ALARMS),
    rightShare: told === 0 ? null : right / told,
    confusion: confusionOf(causes),
  };
}

function confusionOf(causes: readonly MeasuredClaim[]): NonNullable<Card['labels']>['confusion'] {
  const pairs = causes.flatMap(({ claim: { caused }, trials }) =>
    caused === null ? [] : trials.map(({ label }) => ({ caused, said: label })),
  );
  const groups = Map.groupBy(pairs, ({ caused, said }) => `${caused} ${said}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : { ...first, times: 1 + more.length },
  );
}

function answersOf(measured: readonly MeasuredClaim[]): Card['answers'] {
  const trials = measured.flatMap((one) => one.trials);
  return {
    all: trials.length,
    right: times(trials, 'right'),
    wrong: times(trials, 'wrong'),
    noise: times(trials, 'noise'),
    noiseCap: THRESHOLDS.truthNoiseShare.value,
    measuredAgain: trials.reduce((sum, { attempts }) => sum + attempts - 1, 0),
  };
}

function times(trials: readonly TrialRecord[], what: TrialRecord['outcome']): number {
  return trials.filter(({ outcome }) => outcome === what).length;
}
