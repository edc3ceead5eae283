import type { StepFigures } from '../domain/run-record.ts';
import { count, percent, rate, threeDigits } from './text/numbers.ts';

/** What a reader of one step must be told before they believe its figures. */
export function attackNotes(step: StepFigures): string[] {
  return [
    redirects(step),
    fastErrors(step),
    shortOfRate(step),
    hiddenWait(step),
    lateSchedule(step),
    noConnection(step),
  ].filter((note) => note !== null);
}

function responses(step: StepFigures): number {
  return Object.values(step.byStatus).reduce((a, b) => a + b, 0);
}

function ofClass(step: StepFigures, first: string): number {
  return Object.entries(step.byStatus).reduce(
    (sum, [status, n]) => sum + (status.startsWith(first) ? n : 0),
    0,
  );
}

function redirects(step: StepFigures): string | null {
  const moved = ofClass(step, '3') - (step.byStatus['304'] ?? 0);
  const all = responses(step);
  if (moved === 0) return null;
  const which =
    moved === all
      ? 'all responses were redirects'
      : `${percent(moved / all)} of the responses were redirects`;
  return `${which}, which are never followed: this measured the redirect, not what it points to`;
}

/** Errors that come back fast make latency look good. */
function fastErrors(step: StepFigures): string | null {
  const all = responses(step);
  if (all === 0) return null;
  const failed = ofClass(step, '4') + ofClass(step, '5');
  return failed / all <= 0.01
    ? null
    : `${percent(failed / all)} of the responses were 4xx or 5xx; the latency is theirs too, and fast errors look like a fast service`;
}

function shortOfRate(step: StepFigures): string | null {
  if (step.planned === 0 || step.dropped === 0) return null;
  return `the generator was too late for ${count(step.dropped)} of ${count(step.planned)} requests (dropped): its own fault, not the service's`;
}

/** The wait a closed-loop tool would not have seen. */
function hiddenWait(step: StepFigures): string | null {
  const [intended, actual] = [step.latencyMs.p99, step.serviceTimeMs.p99];
  if (intended === null || actual === null || intended < 2 * actual || intended - actual < 1) return null;
  return `p99 is ${threeDigits(intended)} ms from the intended send time but ${threeDigits(actual)} ms from the actual one: requests waited for a free connection, and only the first counts that`;
}

function lateSchedule(step: StepFigures): string | null {
  const { p99 } = step.schedulerLagMs;
  return p99 === null || p99 <= 1
    ? null
    : `the schedule handed requests off late (p99 ${threeDigits(p99)} ms): the load CPUs were busy`;
}

function noConnection({ connects, sent, ratePerSec }: StepFigures): string | null {
  if (connects.failed === 0) return null;
  const kinds = Object.entries(connects.byError).map(([code, n]) => `${code} × ${count(n)}`);
  const none = sent === 0 ? `, so nothing of the ${rate(ratePerSec)} was sent` : '';
  return `${count(connects.failed)} connections failed (${kinds.join(', ')})${none}`;
}
