import { stepLengthS } from '../domain/capacity/step-length.ts';
import type { Objective } from '../domain/objective.ts';
import type { CapacitySpec, LadderSpec, Scenario } from '../domain/scenario.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { percent, rate, timeSpan } from './text/numbers.ts';

/** The steps of a launch as far as they are known beforehand, a line each. */
export function plannedSteps({
  policy,
  step: { durationS },
  objective,
}: Pick<Scenario, 'policy' | 'step' | 'objective'>): string[] {
  return policy.kind === 'ladder' ? rungs(policy, durationS) : search(policy, durationS, objective);
}

function rungs({ ratesPerSec, stopAfterFailed }: LadderSpec, durationS: number): string[] {
  const stop =
    stopAfterFailed === null
      ? 'every rate is offered'
      : `a launch ends after ${stopAfterFailed} failed steps in a row`;
  return [
    ...ratesPerSec.map((perSec, i) => numbered(i + 1, `${rate(perSec)} for ${timeSpan(durationS)}`)),
    `       ${stop}`,
  ];
}

function search(
  { fromPerSec, confirmS, overload }: CapacitySpec,
  durationS: number,
  objective: Objective,
): string[] {
  const { searchSteps, capacityHeldShare, confirmShare } = THRESHOLDS;
  const factors = overload.factors.map((factor) => `${factor}×`).join(', ');
  return [
    numbered(
      1,
      `${rate(fromPerSec)} for ${timeSpan(stepLengthS(fromPerSec, durationS, objective))}, the same for all: CPU per request is compared there`,
    ),
    `       then rates of ${timeSpan(durationS)} each (low ones longer) that the search chooses, until ${searchSteps.value} lie near the one at which ${percent(capacityHeldShare.value)} are held`,
    `       in a contender's first launch also ${percent(confirmShare.value)} of it for ${timeSpan(confirmS)} (low rates longer), then ${factors} for ${timeSpan(overload.durationS)} each, then half of it: how fast it recovers`,
    '       later launches begin their search at what earlier ones found',
  ];
}

function numbered(index: number, text: string): string {
  return `  ${String(index).padStart(3)}  ${text}`;
}
