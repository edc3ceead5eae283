import { isCauseInService } from './bottleneck-label.ts';
import { type CapacityEstimate, estimateOf } from './capacity/contender-capacity.ts';
import { stoppedBy } from './capacity/stopped-by.ts';
import type { ClaimOutcome } from './claim-outcome.ts';
import { judgeOrder, ratioOfPair } from './claims-of-cpu.ts';
import { capacityPairs } from './compared-metrics.ts';
import { withoutControls } from './controls.ts';
import type { Ratio } from './ratio.ts';
import type { RunRecord } from './run-record.ts';

/** Between what bounds a capacity is said to lie; `highPerSec` null: it may be any more. */
export interface CapacityRange {
  readonly perSec: number;
  readonly lowPerSec: number;
  readonly highPerSec: number | null;
}

export interface CapacityClaim {
  readonly kind: 'capacity';
  readonly contender: string;
  readonly was: CapacityRange;
  readonly is: CapacityRange | null;
  readonly outcome: ClaimOutcome;
}

/** `a` holds more than `b`; ratios are of a over b. */
export interface CapacityOrderClaim {
  readonly kind: 'capacity-order';
  readonly a: string;
  readonly b: string;
  readonly was: Ratio;
  readonly is: Ratio | null;
  readonly outcome: ClaimOutcome;
}

export interface SearchLabelClaim {
  readonly kind: 'stopped-by';
  readonly contender: string;
  readonly was: string;
  readonly is: string | null;
  readonly outcome: ClaimOutcome;
}

export type ClaimOfSearch = CapacityClaim | CapacityOrderClaim | SearchLabelClaim;

/** What a search found, judged by the search that was made again; none of a run that did not search. */
export function capacityClaims(was: RunRecord, is: RunRecord): ClaimOfSearch[] {
  if (was.scenario.policy.kind !== 'capacity') return [];
  const ids = withoutControls(was.contenders).map(({ id }) => id);
  return [
    ...ids.flatMap((id) => capacityClaim(id, was, is)),
    ...orderClaims(was, is),
    ...ids.flatMap((id) => labelClaim(id, was, is)),
  ];
}

function capacityClaim(contender: string, was: RunRecord, is: RunRecord): CapacityClaim[] {
  const [before, now] = [was, is].map((run) => rangeOf(estimateOf(run, contender)));
  if (before == null) return [];
  return [
    { kind: 'capacity', contender, was: before, is: now ?? null, outcome: judgeRange(before, now ?? null) },
  ];
}

function rangeOf(estimate: CapacityEstimate): CapacityRange | null {
  if (estimate.kind === 'at-least') {
    return { perSec: estimate.perSec, lowPerSec: estimate.perSec, highPerSec: null };
  }
  if (estimate.kind !== 'interval') return null;
  return { perSec: estimate.perSec, lowPerSec: estimate.low, highPerSec: estimate.high };
}

/** Intervals apart contradict it; it holds where the new number lies within the old interval. */
function judgeRange(was: CapacityRange, is: CapacityRange | null): ClaimOutcome {
  if (is === null) return 'cannot-tell';
  const isBelow = (a: CapacityRange, b: CapacityRange): boolean =>
    a.highPerSec !== null && a.highPerSec < b.lowPerSec;
  if (isBelow(was, is) || isBelow(is, was)) return 'does-not-hold';
  // Who held at least so much now may hold any more.
  if (is.highPerSec === null && was.highPerSec !== null) return 'cannot-tell';
  const isWithin = was.lowPerSec <= is.perSec && is.perSec <= (was.highPerSec ?? Number.POSITIVE_INFINITY);
  return isWithin ? 'holds' : 'cannot-tell';
}

function orderClaims(was: RunRecord, is: RunRecord): CapacityOrderClaim[] {
  const [before, now] = [capacityPairs(was), capacityPairs(is)];
  return before
    .filter(({ verdict }) => verdict === 'differs')
    .flatMap(({ a: lower, b: higher }): CapacityOrderClaim[] => {
      const ratio = ratioOfPair(before, higher, lower);
      const ratioNow = ratioOfPair(now, higher, lower);
      if (ratio === null) return [];
      const outcome = judgeOrder(ratio, ratioNow);
      return [{ kind: 'capacity-order', a: higher, b: lower, was: ratio, is: ratioNow, outcome }];
    });
}

function labelClaim(contender: string, was: RunRecord, is: RunRecord): SearchLabelClaim[] {
  const [before, now] = [was, is].map((run) => serviceLabel(run, contender));
  if (before == null) return [];
  const outcome = now == null ? 'cannot-tell' : now === before ? 'holds' : 'does-not-hold';
  return [{ kind: 'stopped-by', contender, was: before, is: now ?? null, outcome }];
}

/** Claimed only where it stopped more than half of the steps: the most frequent of several is an accident. */
function serviceLabel(run: RunRecord, contender: string): string | null {
  const stop = stoppedBy(run.steps.filter((step) => step.final && step.contender === contender));
  if (stop === null || stop.label === 'unlabelled' || stop.share <= 0.5) return null;
  return isCauseInService(stop.label) ? stop.label : null;
}
