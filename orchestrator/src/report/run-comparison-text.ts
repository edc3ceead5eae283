import type { GateResult } from '../domain/gate.ts';
import { ratioOf } from '../domain/ratio.ts';
import type { RunComparison } from '../domain/run-comparison.ts';
import type { Difference } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { gatesDocument, gateTexts, type ShownConfirmation } from './gate-text.ts';
import { changesDocument, changeText, lostText } from './run-change-text.ts';
import { percent } from './text/numbers.ts';
import { markdownTexts, plainTexts, type TitledTexts } from './text/titled-texts.ts';

export interface ShownRunComparison extends RunComparison {
  readonly a: RunRecord;
  readonly b: RunRecord;
  readonly differences: readonly Difference[];
  /** At the first look. */
  readonly gates: readonly GateResult[];
  readonly confirmation: ShownConfirmation;
}

export function runComparisonText(shown: ShownRunComparison, columns: number | null): string {
  return plainTexts(comparisonTexts(shown), columns);
}

/** For the summary of a CI job. */
export function runComparisonMarkdown(shown: ShownRunComparison): string {
  return markdownTexts(comparisonTexts(shown));
}

/** The one document of `--output json`. */
export function runComparisonDocument(shown: ShownRunComparison): object {
  return {
    schema: 1,
    kind: 'comparison',
    a: shown.a.id,
    b: shown.b.id,
    differences: shown.differences,
    confidence: THRESHOLDS.comparisonConfidence.value,
    changes: changesDocument(shown.changes),
    lost: shown.lost,
    leftOut: shown.leftOut,
    withoutCapacity: shown.withoutCapacity,
    ...gatesDocument(shown, shown.confirmation),
  };
}

/** The same in every form. */
export function comparisonTexts(shown: ShownRunComparison): TitledTexts {
  const { a, b, changes, lost, leftOut, withoutCapacity, differences } = shown;
  const hasCapacity = withoutCapacity.length > 0 || changes.some(({ metric }) => metric === 'capacity');
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return {
    title: `${b.id} against ${a.id}: ${hasCapacity ? 'capacity and ' : ''}server CPU per request`,
    texts: [
      ...differences.map((one) => `! compared across: ${one.what} differs: ${one.a} and ${one.b}.`),
      ...(a.cpus.rankable && b.cpus.rankable
        ? []
        : ['! server and load did not have CPUs of their own in both runs.']),
      ...yardstickTexts(shown),
      ...changes.map(changeText),
      ...lost.map((one) => `! ${lostText(one)}`),
      ...(leftOut.length === 0
        ? []
        : [
            `not compared, at no rate have both runs a valid step with right answers in every block, offered by the same generator: ${leftOut.join(', ')}.`,
          ]),
      ...(withoutCapacity.length === 0
        ? []
        : [`no capacity in every block of both runs: ${withoutCapacity.join(', ')}.`]),
      ...(changes.some(({ logs }) => logs !== null)
        ? [`in brackets what is true of all of them at once with ${confidence} confidence.`]
        : []),
      ...gateTexts(shown, shown.confirmation),
    ],
  };
}

/** Who is the same in both runs tells of the two sittings. */
function yardstickTexts({ b, changes }: ShownRunComparison): string[] {
  const yardsticks = b.contenders.filter(({ role }) => role === 'yardstick').map(({ id }) => id);
  const moved = changes.filter(
    ({ contender, logs }) =>
      yardsticks.includes(contender) && logs !== null && ratioOf(logs).verdict === 'differs',
  );
  return [...new Set(moved.map(({ contender }) => contender))].map(
    (id) => `! the yardstick ${id} changed, too: a part of every change here may be of the two sittings.`,
  );
}
