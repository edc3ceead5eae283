import type { BreaksBy, Hypothesis } from '../hypothesis.ts';
import type { RepeatedLine } from '../log-lines.ts';
import { type Break, firstBreak, type Rung, rungsOf } from './breaking.ts';
import type { Evidence, Findable, Found } from './finding.ts';

/**
 * `confirmed`: everything that was said is so here. `refined`: it holds and breaks where it was said to, but it
 * breaks below that already, or not in the way that was said. `not-confirmed`: it holds less or more. `cannot-tell`:
 * a rate in question was not offered, or its launches differ.
 */
export type HypothesisOutcome = 'confirmed' | 'refined' | 'not-confirmed' | 'cannot-tell';

export interface HypothesisFinding extends Found<'hypothesis'> {
  readonly hypothesis: Hypothesis;
  readonly outcome: HypothesisOutcome;
  /** The highest rate that every launch held, with all below it. */
  readonly heldPerSec: number | null;
  /** Null: no rate was failed by all launches. */
  readonly broke: Break | null;
  /** The line of its log that was said to repeat; null: it does not, or the logs are not at hand. */
  readonly line: RepeatedLine | null;
}

type Part = 'as-said' | 'otherwise' | 'unknown';

/** What was said of contenders that ran, and what this run shows. */
export function hypotheses({ record, logs }: Findable): HypothesisFinding[] {
  const said = record.scenario.hypotheses ?? [];
  return said
    .filter(({ contender }) => record.contenders.some(({ id }) => id === contender))
    .map((hypothesis) => {
      const { contender } = hypothesis;
      const rungs = rungsOf(record, contender);
      const heldPerSec = heldUpTo(rungs);
      const broke = firstBreak(rungs, record.objective);
      const line = lineOf(hypothesis, logs?.get(contender) ?? null);
      return {
        id: 'hypothesis',
        contenders: [contender],
        evidence: evidenceOf(heldPerSec, broke, line),
        chart: 'rates',
        hypothesis,
        outcome: outcomeOf(hypothesis, rungs, broke, logs === undefined ? null : line !== null),
        heldPerSec,
        broke,
        line,
      };
    });
}

function heldUpTo(rungs: readonly Rung[]): number | null {
  const end = rungs.findIndex(({ outcome }) => outcome !== 'held');
  return rungs.slice(0, end === -1 ? rungs.length : end).at(-1)?.ratePerSec ?? null;
}

function lineOf({ logs: wanted }: Hypothesis, lines: readonly RepeatedLine[] | null): RepeatedLine | null {
  if (wanted === undefined) return null;
  return lines?.find(({ text }) => text.includes(wanted)) ?? null;
}

/** `repeats`: whether its log has the line; null: nobody read it. */
function outcomeOf(
  { holdsPerSec, breaksPerSec, by, logs }: Hypothesis,
  rungs: readonly Rung[],
  broke: Break | null,
  repeats: boolean | null,
): HypothesisOutcome {
  const where = [
    holdsPerSec === undefined ? [] : holds(rungs, holdsPerSec),
    breaksPerSec === undefined ? [] : breaks(rungs, breaksPerSec),
  ].flat();
  if (where.includes('otherwise')) return 'not-confirmed';
  if (where.includes('unknown')) return 'cannot-tell';
  const how = [
    breaksPerSec !== undefined && broke !== null && broke.ratePerSec < breaksPerSec
      ? ('otherwise' as const)
      : [],
    by === undefined ? [] : breaksLike(by, broke),
    logs === undefined ? [] : repeats === null ? 'unknown' : repeats ? 'as-said' : 'otherwise',
  ].flat();
  if (how.includes('otherwise')) return 'refined';
  return how.includes('unknown') ? 'cannot-tell' : 'confirmed';
}

/** Every rate up to it was held; one below it that failed says enough. */
function holds(rungs: readonly Rung[], upToPerSec: number): Part {
  const upTo = rungs.filter(({ ratePerSec }) => ratePerSec <= upToPerSec);
  if (upTo.some(({ outcome }) => outcome === 'failed')) return 'otherwise';
  const isHeld = upTo.every(({ outcome }) => outcome === 'held');
  return isHeld && upTo.at(-1)?.ratePerSec === upToPerSec ? 'as-said' : 'unknown';
}

function breaks(rungs: readonly Rung[], atPerSec: number): Part {
  const at = rungs.find(({ ratePerSec }) => ratePerSec === atPerSec)?.outcome;
  if (at === 'failed') return 'as-said';
  return at === 'held' ? 'otherwise' : 'unknown';
}

function breaksLike(by: BreaksBy, broke: Break | null): Part {
  if (broke === null || broke.by === null) return 'unknown';
  return broke.by === by ? 'as-said' : 'otherwise';
}

function evidenceOf(heldPerSec: number | null, broke: Break | null, line: RepeatedLine | null): Evidence {
  return {
    ...(heldPerSec === null ? {} : { heldPerSec }),
    ...(broke === null
      ? {}
      : {
          brokePerSec: broke.ratePerSec,
          launches: broke.steps.length,
          planned: broke.planned,
          errors: broke.errors,
          late: broke.late,
        }),
    ...(line === null ? {} : { lines: line.count }),
  };
}
