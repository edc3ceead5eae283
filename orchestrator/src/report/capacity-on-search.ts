import { estimateOf } from '../domain/capacity/contender-capacity.ts';
import type { Contestant, HeldRate } from '../domain/capacity-curve.ts';
import type { Objective } from '../domain/objective.ts';
import type { RunRecord } from '../domain/run-record.ts';

/**
 * The contenders of a search, the yardstick left out, with what its steps show of each under an
 * objective. Under another one than its own a search has few steps where it would need them; then nothing is said.
 */
export function searchContestants(
  record: RunRecord,
  under: (objective: Objective) => RunRecord,
): Contestant[] {
  return record.contenders
    .filter(({ role }) => role === 'contender')
    .map(({ id }) => ({ id, heldAt: (objective) => heldRate(under(objective), id) }));
}

function heldRate(record: RunRecord, id: string): HeldRate | null {
  const estimate = estimateOf(record, id);
  switch (estimate.kind) {
    case 'interval':
    case 'once':
      return { perSec: estimate.perSec, atLeast: false };
    case 'at-least':
      return { perSec: estimate.perSec, atLeast: true };
    case 'held-nothing':
      return { perSec: 0, atLeast: false };
    case 'unknown':
      return null;
  }
}
