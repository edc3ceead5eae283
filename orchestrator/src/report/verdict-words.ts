import type { StepFigures } from '../domain/run-record.ts';
import type { Verdict } from '../domain/verdict-types.ts';
import type { Ink } from './text/line.ts';
import { count, percent, rate, threeDigits } from './text/numbers.ts';

export const VERDICT_MARK: Readonly<Record<Verdict, string>> = {
  held: '✓',
  failed: '✗',
  undecided: '~',
  invalid: '?',
};

export const VERDICT_INK: Readonly<Record<Verdict, Ink>> = {
  held: 'good',
  failed: 'bad',
  undecided: 'warn',
  invalid: 'warn',
};

/** (errors + timeouts + unsent) / planned, as in measurement.md; null where nothing was planned. */
export function errorShare(
  step: Pick<StepFigures, 'planned' | 'errors' | 'timeouts' | 'unsent'>,
): number | null {
  return step.planned === 0 ? null : (step.errors + step.timeouts + step.unsent) / step.planned;
}

/** The most frequent kind of failure with its count, e.g. `status 500 × 121`; null without failures. */
export function mainFailure(
  step: Pick<StepFigures, 'byStatus' | 'byError' | 'timeouts' | 'unsent'>,
): string | null {
  const kinds: [string, number][] = [
    ['timeout', step.timeouts],
    ['unsent', step.unsent],
    ...Object.entries(step.byError).filter(([kind]) => kind !== 'timeout'),
  ];
  const top = kinds.reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  if (top[1] === 0) return null;
  const name = top[0] === 'status' ? `status ${mainStatus(step.byStatus) ?? ''}`.trimEnd() : top[0];
  return `${name} × ${count(top[1])}`;
}

function mainStatus(byStatus: Readonly<Record<string, number>>): string | null {
  const unwanted = Object.entries(byStatus).filter(([status]) => !status.startsWith('2'));
  return unwanted.sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** A few words with the number that decided, e.g. `p99 812 ms`. The full sentence is `detail`. */
export function shortEvidence(step: StepFigures): string {
  switch (step.reason) {
    case 'errors': {
      const main = mainFailure(step);
      return `${percent(errorShare(step))} errors${main === null ? '' : `, ${main}`}`;
    }
    case 'backlog':
      return `in flight +${threeDigits(step.inFlight.slopePerSec)} each second, drained in ${threeDigits(step.drainMs)} ms`;
    case 'dropped':
      return `${count(step.dropped)} dropped by the generator`;
    case 'unclean':
      return `${step.judgement.cleanWindows} of ${step.judgement.windows} seconds clean`;
    case 'contender-died':
      return `${count(step.ok)} of ${count(step.planned)} answered`;
    case 'objective-met':
    case 'latency':
    case 'too-close':
      return `p99 ${threeDigits(step.latencyMs.p99)} ms`;
    case 'count-mismatch':
    case 'slept':
    case 'interrupted':
      return `${rate(step.achievedPerSec)} achieved`;
  }
}
