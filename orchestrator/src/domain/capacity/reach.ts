import type { CapacitySpec, Scenario } from '../scenario.ts';
import { expectedHalfWidth, gradeOf } from './grade.ts';
import { confidenceOfLook, looksBefore } from './looks.ts';
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
  const counted = `${blocks} block${blocks === 1 ? '' : 's'}`;
  const bound = policy.budgetS === null ? counted : `${counted} within ${budgetText(policy.budgetS)}`;
  if (blocks < 2) return [`${bound}: one launch each gives numbers without an interval; it needs two.`];
  const confidence = confidenceOfLook(blocks);
  const resolution = searchResolution(scenario);
  const reached = SPREADS.map((sd) => {
    const halfWidth = expectedHalfWidth(sd, blocks, confidence, resolution);
    return `${percent(sd)}: ± ${percent(halfWidth)} (${gradeOf(halfWidth)})`;
  });
  return [
    `${bound}${earlyEnd(policy, blocks, resolution)}.`,
    `If launches of a contender differ by ${reached.join(', by ')}.`,
  ];
}

function earlyEnd({ precision }: CapacitySpec, blocks: number, resolution: number): string {
  if (precision <= resolution) {
    return `; never within ± ${percent(precision)}: its steps cannot tell less than ${percent(resolution)}`;
  }
  const [first] = looksBefore(blocks);
  if (first === undefined) return '';
  return `; ends early, after ${first} at the soonest, once every interval is within ± ${percent(precision)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}

function budgetText(budgetS: number): string {
  return budgetS < 120 ? `${Math.round(budgetS)} s` : `${Math.round(budgetS / 60)} min`;
}
