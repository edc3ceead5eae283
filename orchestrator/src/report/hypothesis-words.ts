import type { Break } from '../domain/findings/breaking.ts';
import type { HypothesisFinding, HypothesisOutcome } from '../domain/findings/hypotheses.ts';
import type { BreaksBy } from '../domain/hypothesis.ts';
import type { StepRecord } from '../domain/run-record.ts';
import { quotedLine } from './quoted-line.ts';
import { count, percent, rate, threeDigits } from './text/numbers.ts';
import { mainFailure } from './verdict-words.ts';

const OUTCOME: Readonly<Record<HypothesisOutcome, string>> = {
  confirmed: 'confirmed',
  refined: 'refined',
  'not-confirmed': 'not confirmed',
  'cannot-tell': 'cannot tell',
};

const BY: Readonly<Record<BreaksBy, string>> = {
  errors: 'errors before latency',
  latency: 'latency before errors',
  both: 'errors and latency at once',
  stall: 'a stall: nothing is answered any more',
};

/** `refined: "Flask … stalls at 400 a second." Here …`: what was said, and what this run shows of it. */
export function hypothesisWords(finding: HypothesisFinding): string {
  const { hypothesis, outcome, heldPerSec, broke, line } = finding;
  const id = hypothesis.contender;
  const held = heldPerSec === null ? `${id} held no rate` : `${id} held ${rate(heldPerSec)}`;
  const what =
    broke === null
      ? `${held}, and no rate was failed by every launch`
      : `${held} and failed at ${atWords(broke)}`;
  const logged =
    line === null
      ? ''
      : ` It logged ${line.isLeast ? 'at least ' : ''}${count(line.count)} times ${quotedLine(line.text)}.`;
  return `${OUTCOME[outcome]}: “${hypothesis.said}” Here ${what}.${logged}`;
}

/** `400/s, errors before latency: 121 of 3,200 wrong (3.8%, status 500 × 121), 0 too late, p99 21.3 ms`. */
function atWords({ ratePerSec, steps, by, planned, errors, late }: Break): string {
  const [only] = steps;
  const main = steps.length === 1 && only ? mainFailure({ ...only, timeouts: 0, unsent: 0 }) : null;
  const wrong = `${count(errors)} of ${count(planned)} wrong (${percent(planned === 0 ? null : errors / planned)}${main === null ? '' : `, ${main}`})`;
  const how = by === null ? '' : `, ${BY[by]}`;
  const times = steps.length === 1 ? '' : ` in ${count(steps.length)} launches`;
  return `${rate(ratePerSec)}${how}: ${wrong}, ${count(late)} too late, p99 ${p99Words(steps)} ms${times}`;
}

/** `21.3`, or of several launches `18.2 to 31.0`. */
function p99Words(steps: readonly StepRecord[]): string {
  const seen = steps.map(({ latencyMs }) => latencyMs.p99).filter((p99) => p99 !== null);
  if (seen.length < steps.length || seen.length === 0) return threeDigits(null);
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  return seen.length === 1 ? threeDigits(least) : `${threeDigits(least)} to ${threeDigits(most)}`;
}
