import type { Sides } from '../domain/side-comparison.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { gatesDocument, gateTexts, type ShownConfirmation, type ShownLook } from './gate-text.ts';
import { changesDocument, changeText, lostText } from './run-change-text.ts';
import { percent } from './text/numbers.ts';
import { markdownTexts, plainTexts, type TitledTexts } from './text/titled-texts.ts';

export interface ShownSides extends ShownLook {
  readonly sides: Sides;
  /** Byte for byte. */
  readonly areSame: boolean;
  readonly confirmation: ShownConfirmation;
}

export function sidesText(shown: ShownSides, columns: number | null): string {
  return plainTexts(sidesTexts(shown), columns);
}

/** For the summary of a CI job. */
export function sidesMarkdown(shown: ShownSides): string {
  return markdownTexts(sidesTexts(shown));
}

/** The one document of `--output json`. */
export function sidesDocument(shown: ShownSides): object {
  const { sides, areSame, b: run, changes, leftOut, withoutCapacity, confirmation } = shown;
  return {
    schema: 1,
    kind: 'ab',
    run: run.id,
    a: sideDocument(sides.a),
    b: sideDocument(sides.b),
    areSame,
    rankable: run.cpus.rankable,
    confidence: THRESHOLDS.comparisonConfidence.value,
    changes: changesDocument(changes),
    lost: shown.lost,
    leftOut,
    withoutCapacity,
    ...gatesDocument(shown, confirmation),
  };
}

function sideDocument({ id, name, framework, source }: Sides['a']): object {
  return { id, name, version: framework?.version ?? null, source };
}

function sidesTexts(shown: ShownSides): TitledTexts {
  const { sides, b: run, changes, leftOut, withoutCapacity, confirmation } = shown;
  const { rankable } = run.cpus;
  const why = rankable
    ? 'at no rate have both a valid step with right answers in every block'
    : 'server and load did not have CPUs of their own';
  return {
    title: `b, ${sides.b.name}, against a, ${sides.a.name}`,
    texts: [
      `a, ${sides.a.id}: ${sides.a.source}`,
      `b, ${sides.b.id}: ${sides.b.source}`,
      ...(shown.areSame ? ['! a and b are the same, byte for byte: a difference would be noise.'] : []),
      ...changes.map(changeText),
      ...shown.lost.map((one) => `! ${lostText(one)}`),
      ...(leftOut.length === 0 ? [] : [`CPU per request is not compared: ${why}.`]),
      ...(withoutCapacity.length === 0
        ? []
        : [
            `capacity is not compared: ${rankable ? 'a launch showed no number or none could be judged' : why}.`,
          ]),
      ...(changes.some(({ logs }) => logs !== null)
        ? [
            `in brackets what is true of all intervals of this run at once with ${percent(THRESHOLDS.comparisonConfidence.value)} confidence.`,
          ]
        : []),
      ...gateTexts(shown, confirmation),
    ],
  };
}
