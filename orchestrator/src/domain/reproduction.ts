import type { ClaimOutcome } from './claim-outcome.ts';
import { type ClaimOfSearch, capacityClaims } from './claims-of-capacity.ts';
import { type CpuClaim, cpuClaims, type OrderClaim } from './claims-of-cpu.ts';
import { type HeldClaim, type LabelClaim, type LadderEnd, ladderClaims } from './claims-of-ladder.ts';
import type { RunRecord } from './run-record.ts';

/** What runs claim. One claim of a run, `was`, beside what its reproduction shows of the same, `is`; null: nothing. */
export type JudgedClaim = ClaimOfSearch | OrderClaim | CpuClaim | HeldClaim | LabelClaim;

export interface RunWithClaims {
  readonly record: RunRecord;
  /** Empty of a search, which climbs none. */
  readonly ladder: readonly LadderEnd[];
}

/** Every claim of a run, in the order in which its summary makes them, judged by the run that did it again. */
export function judgeReproduction(was: RunWithClaims, is: RunWithClaims): JudgedClaim[] {
  return [
    ...capacityClaims(was.record, is.record),
    ...ladderClaims(was.ladder, is.ladder),
    ...cpuClaims(was.record, is.record),
  ];
}

export function withOutcome(claims: readonly JudgedClaim[], outcome: ClaimOutcome): JudgedClaim[] {
  return claims.filter((claim) => claim.outcome === outcome);
}
