import { isLimitOfService } from '../bottleneck-label.ts';
import type { BreaksBy } from '../hypothesis.ts';
import type { Objective } from '../objective.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Verdict } from '../verdict-types.ts';
import { finalStepsByRate } from './final-steps.ts';

/**
 * What all launches together say of one rate; `mixed`: they differ, one could not be measured, or it failed by
 * something else than the service.
 */
export type RateOutcome = Extract<Verdict, 'held' | 'failed'> | 'mixed' | 'not-offered';

export function outcomeAt(record: RunRecord, contender: string, ratePerSec: number): RateOutcome {
  const there = stepsAt(record, contender, ratePerSec);
  const [first] = there;
  if (first === undefined) return 'not-offered';
  const { verdict } = first;
  const isClear = verdict === 'held' || verdict === 'failed';
  const agree = isClear && there.every((step) => step.verdict === verdict);
  if (!agree) return 'mixed';
  return verdict === 'held' || there.every((step) => failedByItself(step, record.objective))
    ? verdict
    : 'mixed';
}

/** The lowest rate that no launch held. */
export interface Break {
  readonly ratePerSec: number;
  /** One step of each launch. */
  readonly steps: readonly StepRecord[];
  /** The way it broke there in every launch; null: they differ, or it is not shown. */
  readonly by: BreaksBy | null;
}

/** Null: there is none. */
export function firstBreak(record: RunRecord, contender: string): Break | null {
  const lowest = finalStepsByRate(record, contender).find(
    ({ ratePerSec }) => outcomeAt(record, contender, ratePerSec) === 'failed',
  );
  if (lowest === undefined) return null;
  const { ratePerSec } = lowest;
  const steps = stepsAt(record, contender, ratePerSec);
  const ways = new Set(steps.map((step) => brokenBy(step, record.objective)));
  const [way = null] = ways;
  return { ratePerSec, steps, by: ways.size === 1 ? way : null };
}

function stepsAt(record: RunRecord, contender: string, ratePerSec: number): StepRecord[] {
  return finalStepsByRate(record, contender).filter((step) => step.ratePerSec === ratePerSec);
}

/** Noise and a generator at its end make a service late; wrong answers are its own. */
export function failedByItself(step: StepRecord, { errorShare }: Objective): boolean {
  const { bottleneck, errors, planned } = step;
  return bottleneck === null || isLimitOfService(bottleneck) || isSurelyAbove(errors, planned, errorShare);
}

/** Null where neither is shown, as of a death without a wrong answer. */
export function brokenBy(step: StepRecord, { errorShare, latencyMs, quantile }: Objective): BreaksBy | null {
  const { bottleneck } = step;
  if (bottleneck?.label === 'service-stalled') return 'stall';
  const wrong = isSurelyAbove(step.errors, step.planned, errorShare);
  // What nobody waited for any longer was slow, whatever it would have been.
  const late = step.timeouts + step.unsent;
  const isLate = isSurelyAbove(late, step.planned, errorShare) || isAbove(step, quantile, latencyMs);
  const slow = step.reason === 'latency' || step.reason === 'backlog' || isLate;
  // Late beside its errors it may have been by noise: then it is not known which came first.
  if (wrong && slow) return bottleneck === null || isLimitOfService(bottleneck) ? 'both' : null;
  if (wrong) return 'errors';
  return slow ? 'latency' : null;
}

function isSurelyAbove(count: number, planned: number, share: number): boolean {
  return binomialLowerBound(count, planned, THRESHOLDS.errorConfidence.value) > share;
}

/** By the next percentile below the objective's own: what lies above the limit there lies above it at its own. */
function isAbove({ latencyMs: seen }: StepRecord, quantile: number, limitMs: number): boolean {
  const known: readonly (readonly [quantile: number, ms: number | null])[] = [
    [0.5, seen.p50],
    [0.9, seen.p90],
    [0.95, seen.p95],
    [0.99, seen.p99],
    [0.999, seen.p999],
  ];
  const below = known.filter(([of]) => of <= quantile).at(-1)?.[1] ?? null;
  return below !== null && below > limitMs;
}
