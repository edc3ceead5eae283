import type { BottleneckLabel } from '../../../src/domain/bottleneck-label.ts';
import { launchResults } from '../../../src/domain/capacity/capacity-policy.ts';
import type { SearchResult } from '../../../src/domain/capacity/search.ts';
import { DEFAULT_OBJECTIVE } from '../../../src/domain/objective.ts';
import { policyFor } from '../../../src/domain/policy.ts';
import type { CapacitySpec } from '../../../src/domain/scenario.ts';
import type { PastStep } from '../../../src/domain/step-policy.ts';
import { judgeStep } from '../../../src/domain/verdict.ts';
import { type SimulatedLoad, type SimulatedService, simulatedStep } from '../simulated-step.ts';

export const SPEC: CapacitySpec = {
  kind: 'capacity',
  fromPerSec: 100,
  precision: 0.05,
  budgetS: null,
  confirmS: 30,
  overload: { factors: [1.25, 1.5, 2], durationS: 10 },
};
export const STEP_S = 5;
const policy = policyFor({ policy: SPEC, step: { durationS: STEP_S }, objective: DEFAULT_OBJECTIVE });

/** What a step at a rate comes to. */
export type Answer = (
  ratePerSec: number,
  step: number,
) => Pick<PastStep, 'verdict' | 'reason' | 'bottleneck'>;

export interface PlayedLaunch {
  /** Of the first step and the search. */
  readonly steps: readonly PastStep[];
  readonly result: SearchResult;
}

/** Plays the search of one launch, without what follows it. */
export function playLaunch(answer: Answer, earlier: readonly (readonly PastStep[])[] = []): PlayedLaunch {
  const steps: PastStep[] = [];
  for (;;) {
    const next = policy.next(steps, earlier);
    if (next.kind === 'stop' || (next.purpose !== 'compare' && next.purpose !== 'search')) {
      const result = launchResults([...earlier, steps]).at(-1);
      return { steps, result: result ?? { kind: 'unknown' } };
    }
    const { ratePerSec, index, attempt, purpose } = next;
    steps.push({ ratePerSec, index, attempt, purpose, ...answer(ratePerSec, steps.length) });
  }
}

/** Judges steps against a server in virtual time, by the rules that judge real ones. */
export function simulatedAnswer(
  service: SimulatedService,
  load: Pick<SimulatedLoad, 'pacing' | 'seed' | 'steal'>,
): Answer {
  return (ratePerSec, step) => {
    const seed = load.seed + step;
    const { verdict, reason } = judgeStep(
      simulatedStep(service, { ...load, seed, ratePerSec, durationS: STEP_S }),
    );
    return { verdict, reason, bottleneck: verdict === 'held' ? null : { label: 'service-cpu' } };
  };
}

/** Held up to a rate and never above it. */
export function cliff(capacityPerSec: number): Answer {
  return (ratePerSec) => (ratePerSec <= capacityPerSec ? HELD : missedBy('service-cpu'));
}

export const HELD = { verdict: 'held', reason: 'objective-met', bottleneck: null } as const;

export function missedBy(label: BottleneckLabel) {
  return { verdict: 'failed', reason: 'latency', bottleneck: { label } } as const;
}
