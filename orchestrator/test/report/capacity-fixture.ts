import type { LaunchRecord } from '../../src/domain/launch-record.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import { policyFor } from '../../src/domain/policy.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import type { CapacitySpec } from '../../src/domain/scenario.ts';
import { contender, emptyRun, launch, step } from './fixture.ts';

export const CAPACITY_SPEC: CapacitySpec = {
  kind: 'capacity',
  fromPerSec: 1000,
  precision: 0.05,
  budgetS: 1500,
  confirmS: 30,
  overload: { factors: [1.25, 1.5, 2], durationS: 10 },
};
const STEP_S = 5;
const policy = policyFor({
  policy: CAPACITY_SPEC,
  step: { durationS: STEP_S },
  objective: DEFAULT_OBJECTIVE,
});

/** A launch of a minute. */
export function launchOf(id: string, block: number, number: number): LaunchRecord {
  return launch(id, number, { block, startedAt: minute(number - 1), endedAt: minute(number) });
}

/** What a capacity run records of contenders that hold exactly so much, a number a launch. */
export function capacityRun(
  capacities: Readonly<Record<string, readonly number[]>>,
  plannedBlocks?: number,
): RunRecord {
  const ids = Object.keys(capacities);
  const most = Math.max(...Object.values(capacities).map(({ length }) => length));
  const order = Array.from({ length: most }, (_, i) => i + 1).flatMap((block) =>
    ids.flatMap((id) => (capacities[id]?.[block - 1] === undefined ? [] : [{ id, block }])),
  );
  const steps: StepRecord[] = [];
  for (const [i, { id, block }] of order.entries()) {
    steps.push(...launchSteps(steps, id, block, i + 1, capacities[id]?.[block - 1] ?? 0));
  }
  const empty = emptyRun();
  return {
    ...empty,
    scenario: {
      ...empty.scenario,
      name: 'capacity',
      policy: CAPACITY_SPEC,
      blocks: plannedBlocks ?? most,
      step: { durationS: STEP_S, leadInS: 1 },
    },
    contenders: ids.map((id) => contender(id, id === 'node-http' ? null : '5.0.0')),
    launches: order.map(({ id, block }, i) => launchOf(id, block, i + 1)),
    steps,
  };
}

function launchSteps(
  before: readonly StepRecord[],
  id: string,
  block: number,
  number: number,
  capacity: number,
): StepRecord[] {
  const mine = before.filter((one) => one.contender === id);
  const earlier = Array.from({ length: block - 1 }, (_, i) => mine.filter((one) => one.block === i + 1));
  const steps: StepRecord[] = [];
  for (;;) {
    const next = policy.next(steps, earlier);
    if (next.kind === 'stop') return steps;
    const { ratePerSec, durationS, index, purpose } = next;
    const isHeld = ratePerSec <= capacity;
    const made = step(id, ratePerSec, {
      block,
      launch: number,
      cpuUs: 1e6 / capacity,
      ...(isHeld ? {} : { verdict: 'failed', reason: 'latency' }),
    });
    steps.push({
      ...made,
      index,
      durationS,
      purpose,
      achievedPerSec: Math.min(ratePerSec, 0.98 * capacity),
      bottleneck: isHeld
        ? null
        : { label: 'service-cpu', evidence: { cpuShare: 0.98 }, sentence: 'It used 98%.' },
      recoveredAfterS: purpose === 'recovery' ? 1 : null,
    });
  }
}

function minute(number: number): string {
  return new Date(Date.UTC(2026, 10, 25, 10, number)).toISOString();
}
