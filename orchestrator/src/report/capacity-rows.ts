import {
  type BlockCapacity,
  blockCapacities,
  type CapacityEstimate,
  capacityEstimate,
} from '../domain/capacity/contender-capacity.ts';
import { type Stop, stoppedBy } from '../domain/capacity/stopped-by.ts';
import { trialOf } from '../domain/capacity/trial.ts';
import { capacityPairs } from '../domain/compared-metrics.ts';

import type { ContenderRecord, RunRecord, StepRecord } from '../domain/run-record.ts';
import type { StepPurpose } from '../domain/step-purpose.ts';
import { ROLE_ORDER } from './ladder.ts';

/** What a search showed of one contender. */
export interface CapacityRow {
  readonly contender: ContenderRecord;
  readonly blocks: readonly BlockCapacity[];
  readonly estimate: CapacityEstimate;
  /** Times the yardstick's, with the interval of the pair; null: not compared. */
  readonly overYardstick: { readonly ratio: number; readonly low: number; readonly high: number } | null;
  /** What stopped the search most often; null: nothing did. */
  readonly stoppedBy: Stop | null;
  /** The long step at a little less than the capacity; null: not offered. */
  readonly confirmed: StepRecord | null;
  readonly overload: readonly Overload[];
  readonly recovery: StepRecord | null;
}

export interface Overload {
  readonly factor: number;
  /** Right answers within the time-out, per second, as a share of the capacity of that launch; null: the measurement went wrong. */
  readonly goodputShare: number | null;
}

/** Contenders by capacity, highest first; then the yardstick, then controls. */
export function capacityRows(record: RunRecord): CapacityRow[] {
  const yardstick = record.contenders.find(({ role }) => role === 'yardstick')?.id ?? null;
  const pairs = capacityPairs(record);
  const over = (id: string): CapacityRow['overYardstick'] => {
    const pair = pairs.find(({ a, b }) => [a, b].includes(id) && [a, b].includes(yardstick ?? ''));
    if (pair === undefined || id === yardstick) return null;
    const { ratio, low, high } = pair;
    return pair.a === id ? { ratio, low, high } : { ratio: 1 / ratio, low: 1 / high, high: 1 / low };
  };
  return record.contenders
    .map((contender) => rowOf(record, contender, over(contender.id)))
    .sort(
      (a, b) =>
        ROLE_ORDER[a.contender.role] - ROLE_ORDER[b.contender.role] ||
        numberOf(b.estimate) - numberOf(a.estimate) ||
        a.contender.id.localeCompare(b.contender.id),
    );
}

function rowOf(
  record: RunRecord,
  contender: ContenderRecord,
  overYardstick: CapacityRow['overYardstick'],
): CapacityRow {
  const blocks = blockCapacities(record, contender.id);
  const steps = record.steps.filter((step) => step.final && step.contender === contender.id);
  const last = (purpose: StepPurpose): StepRecord | null =>
    steps.findLast((step) => step.purpose === purpose) ?? null;
  return {
    contender,
    blocks,
    estimate: capacityEstimate(blocks, record.scenario),
    overYardstick,
    stoppedBy: stoppedBy(steps),
    confirmed: last('confirm'),
    overload: overloadOf(record, steps, blocks),
    recovery: last('recovery'),
  };
}

function overloadOf(
  { scenario }: RunRecord,
  steps: readonly StepRecord[],
  blocks: readonly BlockCapacity[],
): Overload[] {
  const { policy } = scenario;
  const offered = steps.filter(({ purpose }) => purpose === 'overload');
  const result = blocks.find(({ block }) => block === offered[0]?.block)?.result;
  if (policy.kind !== 'capacity' || result?.kind !== 'found') return [];
  return policy.overload.factors.flatMap((factor, i) => {
    const step = offered[i];
    if (step === undefined) return [];
    const isOfService = ['held', 'missed'].includes(trialOf(step).outcome);
    return [{ factor, goodputShare: isOfService ? step.achievedPerSec / result.perSec : null }];
  });
}

function numberOf(estimate: CapacityEstimate): number {
  return 'perSec' in estimate ? estimate.perSec : 0;
}
