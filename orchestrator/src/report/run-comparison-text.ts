import type { GateResult } from '../domain/gate.ts';
import { ratioOf } from '../domain/ratio.ts';
import type { RunChange, RunComparison } from '../domain/run-comparison.ts';
import type { Difference } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { MARGIN, rangeText, ratioText } from './comparison-text.ts';
import { cleanText } from './text/clean-text.ts';
import { escapeMarkdown } from './text/markdown-text.ts';
import { percent, rate } from './text/numbers.ts';
import { wrapText } from './text/wrap.ts';

export interface ShownRunComparison extends RunComparison {
  readonly a: RunRecord;
  readonly b: RunRecord;
  readonly differences: readonly Difference[];
  readonly gates: readonly GateResult[];
}

export function runComparisonText(shown: ShownRunComparison, columns: number | null): string {
  const { title, texts } = said(shown);
  return `${[title, '', ...texts].flatMap((text) => wrapText(cleanText(text), columns, '  ')).join('\n')}\n`;
}

/** For the summary of a CI job. */
export function runComparisonMarkdown(shown: ShownRunComparison): string {
  const { title, texts } = said(shown);
  return `## ${escapeMarkdown(title)}\n\n${texts.map((text) => `- ${escapeMarkdown(text)}`).join('\n')}\n`;
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
    changes: shown.changes.map(({ contender, ratePerSec, a, b, logs }) => ({
      contender,
      metric: 'cpuUsPerRequest',
      ratePerSec,
      blocks: { a: a.length, b: b.length },
      ...(logs === null ? { ratio: null, low: null, high: null, verdict: null } : ratioOf(logs)),
    })),
    leftOut: shown.leftOut,
    gates: shown.gates.map(({ gate, ...result }) => ({ gate: gate.text, ...result })),
  };
}

function said(shown: ShownRunComparison) {
  const { a, b, changes, leftOut, differences, gates } = shown;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return {
    title: `${b.id} against ${a.id}: server CPU per request`,
    texts: [
      ...differences.map((one) => `! compared across: ${one.what} differs: ${one.a} and ${one.b}.`),
      ...(a.cpus.rankable && b.cpus.rankable
        ? []
        : ['! server and load did not have CPUs of their own in both runs.']),
      ...changes.map(changeText),
      ...(leftOut.length === 0
        ? []
        : [
            `not compared, no rate was answered rightly in every block of both runs, offered by the same generator: ${leftOut.join(', ')}.`,
          ]),
      ...(changes.some(({ logs }) => logs !== null)
        ? [`in brackets what is true of all of them at once with ${confidence} confidence.`]
        : []),
      ...gates.map(gateText),
    ],
  };
}

/** `fastify uses 0.94 × the CPU it used (0.91 to 0.97), at 9,000/s in 5 and 5 blocks.` */
function changeText({ contender, ratePerSec, a, b, logs }: RunChange): string {
  const where = `at ${rate(ratePerSec)} in ${a.length} and ${b.length} blocks`;
  if (logs === null) {
    return `${contender}: nothing is compared, ${where}; it takes two in each run, and --blocks 5 is better.`;
  }
  const ratio = ratioOf(logs);
  switch (ratio.verdict) {
    case 'differs':
      return `${contender} uses ${ratioText(ratio.ratio)} × the CPU it used (${rangeText(ratio)}), ${where}.`;
    case 'equivalent':
      return `${contender} uses the CPU it used to within ${MARGIN} (${rangeText(ratio)}), ${where}.`;
    case 'cannot-be-separated':
      return `${contender} cannot be separated from what it was (${rangeText(ratio)}), ${where}.`;
  }
}

function gateText({ gate, outcome, blocksNeeded, undecidable, visibleChange }: GateResult): string {
  if (undecidable !== null) return `gate ${gate.text}: undecided; ${undecidable}.`;
  const seen =
    visibleChange === null ? 'nothing could be seen' : `could have seen ${percent(visibleChange)} or more`;
  if (outcome !== 'undecided') return `gate ${gate.text}: ${outcome}; ${seen}.`;
  const need =
    blocksNeeded === null
      ? 'the number of blocks that would decide is unknown or above 200'
      : `about ${blocksNeeded} blocks in each run would decide`;
  return `gate ${gate.text}: undecided; ${seen}, ${need}.`;
}
