import type { Bottleneck } from '../bottleneck-label.ts';
import { type CapacityEstimate, estimateOf } from '../capacity/contender-capacity.ts';
import { stoppedBy } from '../capacity/stopped-by.ts';
import { trialOf } from '../capacity/trial.ts';
import { withoutControls } from '../controls.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { finalStepsByRate } from './final-steps.ts';
import type { Climb, Evidence, Findable, Found } from './finding.ts';

/** Where a contender stops, and why. */
export type StopsFinding = LadderStop | CapacityStop;

export interface LadderStop extends Found<'stops'> {
  readonly of: 'ladder';
  readonly climb: Climb;
  /** Nothing showed that the service was what stopped it, so it may hold more. */
  readonly isLeast: boolean;
}

export interface CapacityStop extends Found<'stops'> {
  readonly of: 'capacity';
  readonly estimate: Exclude<CapacityEstimate, { readonly kind: 'unknown' }>;
  /** What stopped its searches most often, and in which share of the steps that did. */
  readonly why: (Bottleneck & { readonly share: number }) | null;
  /** Where its process ended, which needs no label; null: nowhere. */
  readonly deaths: Deaths | null;
}

interface Deaths {
  readonly steps: number;
  /** The lowest rate of these. */
  readonly fromPerSec: number;
}

export function stops({ record, climbs }: Findable): StopsFinding[] {
  if (record.scenario.policy.kind === 'ladder')
    return climbs.flatMap((climb) => ladderStop(record, climb) ?? []);
  const ranked = withoutControls(record.contenders).filter(({ role }) => role !== 'yardstick');
  const last = record.contenders.filter(({ role }) => role === 'yardstick');
  return [...ranked, ...last].flatMap(({ id }) => capacityStop(record, id) ?? []);
}

/** Null where no step was held and none stopped it: a launch that failed has an error of its own. */
function ladderStop(record: RunRecord, climb: Climb): LadderStop | null {
  const { contender, heldPerSec, top, stop } = climb;
  if (stop === null && !top) return null;
  const there = finalStepsByRate(record, contender).filter(
    ({ ratePerSec }) => ratePerSec === stop?.ratePerSec,
  );
  const notHeld = there.filter(({ verdict }) => verdict !== 'held');
  return {
    id: 'stops',
    of: 'ladder',
    contenders: [contender],
    evidence: {
      ...(heldPerSec === null ? {} : { heldPerSec }),
      ...(stop === null
        ? {}
        : {
            notHeldPerSec: stop.ratePerSec,
            steps: there.length,
            notHeldSteps: notHeld.length,
            ...numbersOf(stop),
          }),
    },
    chart: 'rates',
    climb,
    isLeast: stop === null || trialOf(stop).outcome !== 'missed',
  };
}

function numbersOf({ bottleneck, achievedPerSec, latencyMs: { p99 } }: StepRecord): Evidence {
  return { achievedPerSec, ...(p99 === null ? {} : { p99Ms: p99 }), ...bottleneck?.evidence };
}

function capacityStop(record: RunRecord, contender: string): CapacityStop | null {
  const estimate = estimateOf(record, contender);
  if (estimate.kind === 'unknown') return null;
  const steps = finalStepsByRate(record, contender);
  const [why, deaths] = [whyStopped(steps), deathsIn(steps)];
  return {
    id: 'stops',
    of: 'capacity',
    contenders: [contender],
    evidence: {
      ...boundsOf(estimate),
      ...(why === null ? {} : { ...why.evidence, shareOfStops: why.share }),
      ...(deaths === null ? {} : { deathSteps: deaths.steps, diedFromPerSec: deaths.fromPerSec }),
    },
    chart: 'capacity',
    estimate,
    why,
    deaths,
  };
}

function boundsOf(estimate: CapacityStop['estimate']): Evidence {
  switch (estimate.kind) {
    case 'interval':
      return { capacityPerSec: estimate.perSec, lowPerSec: estimate.low, highPerSec: estimate.high };
    case 'once':
      return { capacityPerSec: estimate.perSec };
    case 'at-least':
      return { atLeastPerSec: estimate.perSec };
    case 'held-nothing':
      return { nothingDownToPerSec: estimate.downToPerSec };
  }
}

/** With the numbers of the lowest rate that it stopped. Null also where it is `unknown` mostly because it died. */
function whyStopped(steps: readonly StepRecord[]): CapacityStop['why'] {
  const most = stoppedBy(steps);
  const stopped = steps.filter(
    ({ purpose, verdict, bottleneck }) =>
      purpose === 'search' && verdict !== 'held' && bottleneck !== null && bottleneck.label === most?.label,
  );
  // The sentence is of a step that lived: of a death it would say that nobody knows why.
  const lived = stopped.filter((step) => !isUnexplainedDeath(step));
  const bottleneck = lived[0]?.bottleneck;
  if (most === null || bottleneck == null || 2 * lived.length < stopped.length) return null;
  return { ...bottleneck, share: most.share };
}

function deathsIn(steps: readonly StepRecord[]): Deaths | null {
  const died = steps.filter(({ purpose, reason }) => purpose === 'search' && reason === 'contender-died');
  const [lowest] = died;
  return lowest === undefined ? null : { steps: died.length, fromPerSec: lowest.ratePerSec };
}

/** That a process ended is what is known; `unknown` beside it would take that back. */
export function isUnexplainedDeath({ reason, bottleneck }: StepRecord): boolean {
  return reason === 'contender-died' && (bottleneck === null || bottleneck.label === 'unknown');
}
