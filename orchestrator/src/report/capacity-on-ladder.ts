import { isLimitOfService } from '../domain/bottleneck-label.ts';
import type { Contestant, HeldRate } from '../domain/capacity-curve.ts';
import type { Objective } from '../domain/objective.ts';
import type { RunRecord, StepRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { type LadderResult, ladderResults } from './ladder.ts';

/** The contenders of a run, without yardstick and controls, with what its ladder shows of each under an objective. */
export function ladderContestants(
  record: RunRecord,
  under: (objective: Objective) => RunRecord,
): Contestant[] {
  const results = new Map<number, readonly LadderResult[]>();
  const resultsAt = (objective: Objective): readonly LadderResult[] => {
    const known = results.get(objective.latencyMs) ?? ladderResults(under(objective));
    results.set(objective.latencyMs, known);
    return known;
  };
  return record.contenders
    .filter(({ role }) => role === 'contender')
    .map(({ id }) => ({
      id,
      heldAt: (objective) => heldRate(resultsAt(objective).find((result) => result.contender.id === id)),
    }));
}

/**
 * Only a rate that failed ends a climb; what was undecided, invalid, never offered, or stopped by the
 * measurement leaves it open.
 */
function heldRate(result: LadderResult | undefined): HeldRate | null {
  if (result === undefined || result.stopped.kind === 'never-started') return null;
  const { heldTo, stopped } = result;
  const failed = stopped.kind === 'step' && stopped.step.verdict === 'failed' && isOfService(stopped.step);
  if (heldTo === null) return failed ? { perSec: 0, atLeast: false } : null;
  return { perSec: heldTo.ratePerSec, atLeast: !failed };
}

/** A step without a label (judged again, or of an older lab) is asked for noise of the host by its own figures. */
function isOfService({ bottleneck, host }: StepRecord): boolean {
  if (bottleneck !== null) return isLimitOfService(bottleneck);
  return (
    (host.stealShare ?? 0) <= THRESHOLDS.stepStealShare.value &&
    (host.foreignShare ?? 0) <= THRESHOLDS.stepForeignShare.value
  );
}
