import { describe, expect, it } from 'vitest';
import { BOTTLENECK_LABELS } from '../../../src/domain/bottleneck-label.ts';
import { leastRight } from '../../../src/domain/truth/acceptance.ts';
import { cardOf, type MeasuredClaim } from '../../../src/domain/truth/card.ts';
import { CASES_OF_CAPACITY } from '../../../src/domain/truth/cases-of-capacity.ts';
import { hasTimeFor, leftS, plannedSearches, plannedTrials } from '../../../src/domain/truth/trial-plan.ts';
import { TRUTH_CASES } from '../../../src/domain/truth/truth-cases.ts';
import type { TrialRecord } from '../../../src/domain/truth/validation-schema.ts';

// SciPy 1.17.1: the largest k with binom.cdf(k - 1, n, 0.95) < alpha.
it.each([
  [1, 0.005, 0],
  [3, 0.005, 1],
  [5, 0.005 / 11, 2],
  [11, 0.005, 8],
  [12, 0.01, 9],
  [36, 0.01, 31],
  [55, 0.005, 47],
  [60, 0.01, 53],
  [200, 0.01, 182],
  [1000, 0.01, 933],
])('of %d at a false alarm of %d at least %d have to be right', (n, falseAlarm, least) => {
  expect(leastRight(n, 0.95, falseAlarm)).toBe(least);
});

const trial = (outcome: TrialRecord['outcome'], label: TrialRecord['label'] = 'none'): TrialRecord => ({
  outcome,
  said: '',
  verdict: 'failed',
  label,
  attempts: outcome === 'noise' ? 3 : 1,
});

/** Every case of the full set, all right but what is given for some. */
function measured(given: Readonly<Record<string, readonly TrialRecord[]>> = {}): MeasuredClaim[] {
  return TRUTH_CASES.map((truthCase) => ({
    claim: truthCase,
    trials: given[truthCase.id] ?? truthCase.trials.map(() => trial('right', truthCase.caused ?? 'none')),
  }));
}

const wait = trial('wrong', 'service-wait');
const right = (label: TrialRecord['label'], times: number) => Array(times).fill(trial('right', label));

describe('the card', () => {
  it('passes where all is right', () => {
    const { outcome, labels, answers } = cardOf(measured());
    expect([outcome, answers.wrong, answers.noise]).toEqual(['passed', 0, 0]);
    expect(labels).toMatchObject({ told: 55, right: 55, least: 47, rightShare: 1 });
    expect(labels?.confusion.every(({ caused, said }) => caused === said)).toBe(true);
  });

  it('fails by one wrong number', () => {
    const card = cardOf(measured({ errors: [trial('right'), trial('wrong'), trial('right')] }));
    expect(card.outcome).toBe('failed');
    expect(card.cases.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id)).toEqual(['errors']);
  });

  it('bears a few wrong labels, and shows what was taken for what', () => {
    const { outcome, labels } = cardOf(measured({ 'busy-loop': [...right('service-cpu', 4), wait] }));
    expect([outcome, labels?.right]).toEqual(['passed', 54]);
    // Two cases cause it.
    expect(labels?.confusion).toContainEqual({ caused: 'service-cpu', said: 'service-cpu', times: 9 });
    expect(labels?.confusion).toContainEqual({ caused: 'service-cpu', said: 'service-wait', times: 1 });
  });

  it('fails by a cause that is always taken for another, though most labels are right', () => {
    const card = cardOf(measured({ 'busy-loop': Array(5).fill(wait) }));
    expect([card.outcome, card.labels?.right]).toEqual(['failed', 50]);
    expect(card.cases.find(({ id }) => id === 'busy-loop')).toMatchObject({ outcome: 'failed', least: 2 });
  });

  it('fails by too few right labels, though each cause has some', () => {
    const two = (id: string, label: TrialRecord['label']) => [id, [...right(label, 2), wait, wait, wait]];
    const some = [
      two('busy-loop', 'service-cpu'),
      two('silence', 'service-stalled'),
      two('blocking-calls', 'service-blocked'),
    ];
    const { outcome, labels, cases } = cardOf(measured(Object.fromEntries(some)));
    expect([outcome, labels?.right]).toEqual(['failed', 46]);
    expect(cases.every((one) => one.outcome === 'passed')).toBe(true);
  });

  it('takes no noise for a pass, and cannot tell with more than a tenth of it', () => {
    const noise = (times: number) => Array(times).fill(trial('noise', 'host-noise'));
    const few = cardOf(measured({ lock: noise(5) }));
    expect([few.outcome, few.answers.noise, few.answers.measuredAgain]).toEqual(['passed', 5, 10]);
    expect(few.labels).toMatchObject({ told: 50, right: 50, least: 43 });
    expect(few.cases.find(({ id }) => id === 'lock')?.outcome).toBe('cannot-tell');
    const all = few.answers.all;
    const many = cardOf(measured({ lock: noise(5), silence: noise(5) }));
    expect([10 > 0.1 * all, many.outcome]).toEqual([true, 'cannot-tell']);
    const wrong = cardOf(measured({ lock: noise(5), silence: noise(5), errors: [trial('wrong')] }));
    expect(wrong.outcome).toBe('failed');
  });
});

describe('the plan', () => {
  it('causes every label but those that need an engine, another service, or luck', () => {
    const caused = new Set(TRUTH_CASES.flatMap((one) => one.caused ?? []));
    const not = BOTTLENECK_LABELS.filter((label) => !caused.has(label));
    expect(not).toEqual(['cpu-quota', 'dependency-cpu', 'service-queueing', 'unknown']);
  });

  it('fits into its time, with every case thrice at least in the full set and once in the quick one', () => {
    expect(new Set(TRUTH_CASES.map(({ id }) => id)).size).toBe(TRUTH_CASES.length);
    expect(TRUTH_CASES.every(({ trials }) => trials.length >= 3)).toBe(true);
    const [quick, full] = [plannedTrials(TRUTH_CASES, 'quick'), plannedTrials(TRUTH_CASES, 'full')];
    expect(quick).toHaveLength(TRUTH_CASES.length);
    // Three tenths of the full set's time are there for what noise spoils.
    expect(leftS(quick)).toBeLessThan(140);
    const searches = plannedSearches(CASES_OF_CAPACITY);
    expect(leftS([...searches, ...full])).toBeLessThan(1000);
  });

  it('measures noise again while there is time', () => {
    const [planned] = plannedTrials(TRUTH_CASES, 'quick');
    if (planned === undefined) throw new Error('there is a first case');
    expect([hasTimeFor(planned, 150, 'quick'), hasTimeFor(planned, 155, 'quick')]).toEqual([true, false]);
    expect(hasTimeFor(planned, 155, 'full')).toBe(true);
  });
});
