import type { Scenario } from '../scenario.ts';
import { expectedHalfWidth, gradeOf } from './grade.ts';
import { confidenceOfLook } from './looks.ts';
import { searchResolution } from './resolution.ts';

/**
 * How much launches of one contender may differ: on a quiet machine, as usual, and on a noisy one. What a
 * run finds is said at its end; before it nobody knows.
 */
const SPREADS = [0.01, 0.02, 0.04];

/** What a search can reach in its blocks, in sentences, before it begins; empty for other scenarios. */
export function capacityReach(
  scenario: Pick<Scenario, 'policy' | 'blocks' | 'objective' | 'step'>,
): string[] {
  const { policy, blocks } = scenario;
  if (policy.kind !== 'capacity') return [];
  const bound =
    policy.budgetS === null ? `${blocks}` : `${Math.round(policy.budgetS / 60)} min have room for ${blocks}`;
  const until = `ends early once every interval is within ± ${percent(policy.precision)}`;
  if (blocks < 2) return [`${bound} block: one launch each gives numbers without an interval; it needs two.`];
  const confidence = confidenceOfLook(blocks);
  const reached = SPREADS.map((sd) => {
    const halfWidth = expectedHalfWidth(sd, blocks, confidence, searchResolution(scenario));
    return `${percent(sd)}: ± ${percent(halfWidth)} (${gradeOf(halfWidth)})`;
  });
  return [`${bound} blocks; ${until}.`, `If launches of a contender differ by ${reached.join(', by ')}.`];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}
