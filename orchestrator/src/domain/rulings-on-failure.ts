import { backlogOf } from './backlog.ts';
import type { LoadWindow } from './load.ts';
import { count, failed, percent, type Ruling } from './ruling.ts';
import { binomialLowerBound } from './statistics.ts';
import type { StepEvidence } from './step-evidence.ts';
import { THRESHOLDS } from './thresholds.ts';

/**
 * Failed by errors. Wrong answers cannot be the host's or the generator's doing; missing ones can,
 * up to `creditShare` of the arrivals.
 */
export function failsByErrors(step: StepEvidence, creditShare = 0): Ruling | null {
  const { planned, errors, timeouts, unsent } = step.load.counts;
  const allowed = step.objective.errorShare;
  const surelyAbove = (requests: number, share: number): boolean =>
    binomialLowerBound(requests, planned, THRESHOLDS.errorConfidence.value) > share;
  const missing = timeouts + unsent;
  const sure =
    creditShare === 0
      ? surelyAbove(errors + missing, allowed)
      : surelyAbove(errors, allowed) || surelyAbove(missing, allowed + creditShare);
  if (!sure) return null;
  const kinds = `${count(errors)} errors, ${count(timeouts)} timeouts, ${count(unsent)} never sent`;
  const share = percent((errors + missing) / planned);
  return failed(
    'errors',
    `${share} of ${count(planned)} requests went wrong (${kinds}); the objective allows ${percent(allowed)}.`,
  );
}

/** Failed by backlog: in-flight growth that is sure, beyond what the host may have caused, and a slow drain. */
export function failsByBacklog(
  step: StepEvidence,
  windows: readonly LoadWindow[],
  creditShare = 0,
): Ruling | null {
  const { drainMs } = step.load;
  const found = backlogOf(windows, { ...step, drainMs }, step.objective, creditShare);
  if (!found.grows || found.slopePerSec === null) return null;
  const growth = `grew by ${count(Math.round(found.slopePerSec))} a second at ${count(step.ratePerSec)}/s`;
  return failed('backlog', `Requests in flight ${growth}, and took ${Math.round(drainMs)} ms to drain.`);
}
