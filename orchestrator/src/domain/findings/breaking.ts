import { failedByItself, isItsLimit, isSurelyAbove } from '../failed-by-itself.ts';
import type { BreaksBy } from '../hypothesis.ts';
import type { Objective } from '../objective.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import type { Verdict } from '../verdict-types.ts';
import { finalStepsByRate } from './final-steps.ts';

/**
 * What all launches together say of one rate; `mixed`: they differ, one could not be measured, or it failed by
 * something else than the service.
 */
export type RateOutcome = Extract<Verdict, 'held' | 'failed'> | 'mixed';

export interface Rung {
  readonly ratePerSec: number;
  /** One step of each launch. */
  readonly steps: readonly StepRecord[];
  readonly outcome: RateOutcome;
}

/** The rates that a contender was offered, the lowest first. */
export function rungsOf(record: RunRecord, contender: string): Rung[] {
  const byRate = Map.groupBy(finalStepsByRate(record, contender), ({ ratePerSec }) => ratePerSec);
  return [...byRate].map(([ratePerSec, steps]) => ({
    ratePerSec,
    steps,
    outcome: outcomeOf(steps, record.objective),
  }));
}

function outcomeOf(steps: readonly StepRecord[], objective: Objective): RateOutcome {
  if (steps.every(({ verdict }) => verdict === 'held')) return 'held';
  const isFailed = steps.every((step) => step.verdict === 'failed' && failedByItself(step, objective));
  return isFailed ? 'failed' : 'mixed';
}

/** The lowest rate that no launch held. */
export interface Break extends Pick<Rung, 'ratePerSec' | 'steps'> {
  /** The way it broke there in every launch; null: they differ, or it is not shown. */
  readonly by: BreaksBy | null;
  /** Requests of all these steps: planned, answered wrongly, and not answered in time. */
  readonly planned: number;
  readonly errors: number;
  readonly late: number;
}

/** Null: there is none. */
export function firstBreak(rungs: readonly Rung[], objective: Objective): Break | null {
  const lowest = rungs.find(({ outcome }) => outcome === 'failed');
  if (lowest === undefined) return null;
  const { ratePerSec, steps } = lowest;
  const ways = new Set(steps.map((step) => brokenBy(step, objective)));
  const [way = null] = ways;
  const total = (of: (step: StepRecord) => number): number => steps.reduce((sum, step) => sum + of(step), 0);
  return {
    ratePerSec,
    steps,
    by: ways.size === 1 ? way : null,
    planned: total(({ planned }) => planned),
    errors: total(({ errors }) => errors),
    late: total(lateIn),
  };
}

/** Null where neither is shown, as of a death without a wrong answer. */
export function brokenBy(step: StepRecord, { errorShare, latencyMs, quantile }: Objective): BreaksBy | null {
  if (step.bottleneck?.label === 'service-stalled') return 'stall';
  const wrong = isSurelyAbove(step.errors, step.planned, errorShare);
  const isLate = isSurelyAbove(lateIn(step), step.planned, errorShare) || isAbove(step, quantile, latencyMs);
  const slow = step.reason === 'latency' || step.reason === 'backlog' || isLate;
  // Late beside its errors it may have been by noise: then it is not known which came first.
  if (wrong && slow) return isItsLimit(step) ? 'both' : null;
  if (wrong) return 'errors';
  return slow ? 'latency' : null;
}

/** What nobody waited for any longer was slow, whatever it would have been. */
function lateIn({ timeouts, unsent }: StepRecord): number {
  return timeouts + unsent;
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
