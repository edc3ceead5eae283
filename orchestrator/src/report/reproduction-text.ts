import type { ClaimOutcome } from '../domain/claim-outcome.ts';
import type { CapacityRange } from '../domain/claims-of-capacity.ts';
import type { CpuInterval } from '../domain/claims-of-cpu.ts';
import type { HeldRange, LadderStop } from '../domain/claims-of-ladder.ts';
import { type JudgedClaim, withOutcome } from '../domain/reproduction.ts';
import type { Difference } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { rangeText, ratioText } from './comparison-text.ts';
import { percent, rate, rateNumber, threeDigits } from './text/numbers.ts';
import { markdownTexts, plainTexts, type TitledTexts } from './text/titled-texts.ts';

export interface ShownReproduction {
  readonly original: RunRecord;
  readonly rerun: RunRecord;
  readonly claims: readonly JudgedClaim[];
  readonly differences: readonly Difference[];
}

const OUTCOME_WORDS: Readonly<Record<ClaimOutcome, string>> = {
  holds: 'holds',
  'does-not-hold': 'does not hold',
  'cannot-tell': 'cannot tell',
};

const OUTCOMES = ['holds', 'does-not-hold', 'cannot-tell'] as const;

export function reproductionText(shown: ShownReproduction, columns: number | null): string {
  return plainTexts(said(shown), columns);
}

/** For the summary of a CI job. */
export function reproductionMarkdown(shown: ShownReproduction): string {
  return markdownTexts(said(shown));
}

/** The one document of `--output json`. */
export function reproductionDocument({ original, rerun, claims, differences }: ShownReproduction): object {
  return {
    schema: 1,
    kind: 'reproduction',
    run: original.id,
    reproducedBy: rerun.id,
    differences: differences.map(({ what, a, b }) => ({ what, was: a, is: b })),
    confidence: THRESHOLDS.comparisonConfidence.value,
    holds: withOutcome(claims, 'holds').length,
    doesNotHold: withOutcome(claims, 'does-not-hold').length,
    cannotTell: withOutcome(claims, 'cannot-tell').length,
    claims,
  };
}

function said({ original, rerun, claims, differences }: ShownReproduction): TitledTexts {
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  const of = (outcome: ClaimOutcome): number => withOutcome(claims, outcome).length;
  const counts = OUTCOMES.map((outcome) => `${OUTCOME_WORDS[outcome]} ${of(outcome)}`).join(', ');
  return {
    title: `${rerun.id} reproduces ${original.id}; of its claims: ${counts}`,
    texts: [
      ...(rerun.state === 'finished'
        ? []
        : ['! the second run did not get to its end: of what is missing nothing can be told.']),
      ...differences.map((one) => `differs: ${one.what}: ${one.a} then, ${one.b} now.`),
      ...(differences.length > 0
        ? []
        : ['nothing that is recorded differs: the same machine, versions and commit.']),
      ...claims.map((claim) => `${OUTCOME_WORDS[claim.outcome]}: ${claimText(claim)}`),
      ...(claims.some(({ kind }) => kind === 'order' || kind === 'cpu-per-request')
        ? [`in brackets what is true of all of a kind at once with ${confidence} confidence.`]
        : []),
    ],
  };
}

function claimText(claim: JudgedClaim): string {
  switch (claim.kind) {
    case 'capacity': {
      const now = claim.is === null ? 'now nothing is known of it' : `now ${rangeWords(claim.is)}`;
      return `${claim.contender} holds ${rangeWords(claim.was)}; ${now}.`;
    }
    case 'capacity-order': {
      const now = claim.is === null ? 'now they cannot be compared' : `now ${ratioWords(claim.is)}`;
      return `${claim.a} holds more than ${claim.b}, ${ratioWords(claim.was)}; ${now}.`;
    }
    case 'stopped-by': {
      const now = claim.is === null ? 'now nothing can be said' : `now by ${claim.is}`;
      return `${claim.contender} was stopped by ${claim.was}; ${now}.`;
    }
    case 'held-to': {
      const now = claim.is === null ? 'now nothing is known of it' : `now it ${heldText(claim.is)}`;
      return `${claim.contender} ${heldText(claim.was)}; ${now}.`;
    }
    case 'bottleneck':
      return `${claim.contender} was stopped ${stopText(claim.was)}; now ${claim.is === null ? 'by no step' : stopText(claim.is)}.`;
    case 'order': {
      const now = claim.is === null ? 'now they cannot be compared' : `now ${ratioWords(claim.is)}`;
      const where = `at ${rate(claim.ratePerSec)}`;
      return `${claim.a} uses less CPU per request than ${claim.b}, ${ratioWords(claim.was)} ${where}; ${now}.`;
    }
    case 'cpu-per-request': {
      const now = claim.is === null ? 'now nothing is known of it' : `now ${cpuWords(claim.is)}`;
      return `${claim.contender} uses ${cpuWords(claim.was)} per request at ${rate(claim.ratePerSec)}; ${now}.`;
    }
  }
}

function rangeWords({ perSec, lowPerSec, highPerSec }: CapacityRange): string {
  if (highPerSec === null) return `${rate(perSec)} or more`;
  return `${rate(perSec)} (${rateNumber(lowPerSec)} to ${rateNumber(highPerSec)})`;
}

function heldText({ heldPerSec, failsPerSec }: HeldRange): string {
  if (failsPerSec === null) return `held ${rate(heldPerSec)} or more`;
  return heldPerSec === 0
    ? `held nothing below ${rate(failsPerSec)}`
    : `held ${rate(heldPerSec)} and not ${rate(failsPerSec)}`;
}

function stopText({ label, ratePerSec, verdict }: LadderStop): string {
  return `by ${label ?? 'a step without a label'} at ${rate(ratePerSec)} (${verdict})`;
}

function ratioWords(ratio: { readonly ratio: number; readonly low: number; readonly high: number }): string {
  return `${ratioText(ratio.ratio)} × (${rangeText(ratio)})`;
}

function cpuWords({ us, lowUs, highUs }: CpuInterval): string {
  return `${threeDigits(us)} µs (${threeDigits(lowUs)} to ${threeDigits(highUs)})`;
}
