import { type BottleneckLabel, isCauseInService, isLimitOfService } from './bottleneck-label.ts';
import type { ClaimOutcome } from './claim-outcome.ts';
import type { Verdict } from './verdict-types.ts';

/** Where a ladder of rates ended for one contender. Who climbs it is the caller's. */
export interface LadderEnd {
  readonly contender: string;
  /** The highest rate held in every block; null: none. */
  readonly heldPerSec: number | null;
  /** The step that was not held; null: none stopped it. */
  readonly stop: LadderStop | null;
}

export interface LadderStop {
  readonly ratePerSec: number;
  readonly verdict: Verdict;
  readonly label: BottleneckLabel | null;
}

/** Held to one rate and failed at the next one; `failsPerSec` null: how much more it holds is open. */
export interface HeldRange {
  readonly heldPerSec: number;
  readonly failsPerSec: number | null;
}

export interface HeldClaim {
  readonly kind: 'held-to';
  readonly contender: string;
  readonly was: HeldRange;
  readonly is: HeldRange | null;
  readonly outcome: ClaimOutcome;
}

export interface LabelClaim {
  readonly kind: 'bottleneck';
  readonly contender: string;
  readonly was: LadderStop & { readonly label: BottleneckLabel };
  readonly is: LadderStop | null;
  readonly outcome: ClaimOutcome;
}

/** What the ladder of the first run showed of each contender, judged by that of the second. */
export function ladderClaims(
  was: readonly LadderEnd[],
  is: readonly LadderEnd[],
): (HeldClaim | LabelClaim)[] {
  const again = new Map(is.map((end) => [end.contender, end]));
  return [
    ...was.flatMap((end) => heldClaim(end, again.get(end.contender))),
    ...was.flatMap((end) => labelClaim(end, again.get(end.contender))),
  ];
}

function heldClaim(end: LadderEnd, again: LadderEnd | undefined): HeldClaim[] {
  const [was, is] = [heldRange(end), again === undefined ? null : heldRange(again)];
  if (was === null) return [];
  return [{ kind: 'held-to', contender: end.contender, was, is, outcome: judgeHeld(was, is) }];
}

/** Only a rate that failed through the service's own doing closes the range. Null: nothing is known. */
function heldRange({ heldPerSec, stop }: LadderEnd): HeldRange | null {
  const failed = stop !== null && stop.verdict === 'failed' && isOfService(stop.label);
  if (heldPerSec === null && !failed) return null;
  return { heldPerSec: heldPerSec ?? 0, failsPerSec: failed ? stop.ratePerSec : null };
}

/** Ranges apart: a rate that one held failed in the other. */
function judgeHeld(was: HeldRange, is: HeldRange | null): ClaimOutcome {
  if (is === null) return 'cannot-tell';
  const below = (a: HeldRange, b: HeldRange): boolean =>
    a.failsPerSec !== null && a.failsPerSec <= b.heldPerSec;
  if (below(was, is) || below(is, was)) return 'does-not-hold';
  return is.heldPerSec >= was.heldPerSec ? 'holds' : 'cannot-tell';
}

function labelClaim({ contender, stop }: LadderEnd, again: LadderEnd | undefined): LabelClaim[] {
  if (stop === null || !isClaim(stop.label)) return [];
  const was = { ...stop, label: stop.label };
  const is = again?.stop ?? null;
  return [{ kind: 'bottleneck', contender, was, is, outcome: judgeLabel(was, is) }];
}

/** Another label contradicts only where it was given to the same: the same rate, and the same verdict. */
function judgeLabel(was: LadderStop, is: LadderStop | null): ClaimOutcome {
  if (is === null || !isClaim(is.label)) return 'cannot-tell';
  if (is.label === was.label) return 'holds';
  const sameStep = is.ratePerSec === was.ratePerSec && is.verdict === was.verdict;
  return sameStep ? 'does-not-hold' : 'cannot-tell';
}

function isClaim(label: BottleneckLabel | null): label is BottleneckLabel {
  return label !== null && isCauseInService(label);
}

function isOfService(label: BottleneckLabel | null): boolean {
  return label === null || isLimitOfService({ label });
}
