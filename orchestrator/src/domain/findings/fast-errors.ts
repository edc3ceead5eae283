import { isLimitOfService } from '../bottleneck-label.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound, binomialUpperBound } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { finalStepsByRate } from './final-steps.ts';
import type { Findable, Found } from './finding.ts';

/** A step that failed with many wrong answers, and looks faster for them than one that was held at a lower rate. */
export interface FastErrorsFinding
  extends Found<
    'fast-errors',
    {
      readonly ratePerSec: number;
      readonly completed: number;
      /** Answers that were not right: what broke or timed out before its answer has no latency of one. */
      readonly wrong: number;
      /** Of those completed. */
      readonly wrongShare: number;
      readonly wrongShareLow: number;
      readonly wrongShareHigh: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly heldPerSec: number;
      readonly heldP50Ms: number;
      readonly heldP99Ms: number;
    }
  > {
  readonly step: StepRecord;
}

/** Of each contender the step with the largest share of wrong answers. */
export function fastErrors({ record }: Findable): FastErrorsFinding[] {
  return record.contenders.flatMap(({ id }) => {
    const steps = finalStepsByRate(record, id);
    const found = steps.flatMap((step) => fastErrorsOf(step, steps, record) ?? []);
    const [worst] = found.sort((a, b) => b.evidence.wrongShare - a.evidence.wrongShare);
    return worst === undefined ? [] : [worst];
  });
}

/** Compared with the highest rate below it that the same launch held, by the same generator: each has its own latency. */
function fastErrorsOf(
  step: StepRecord,
  all: readonly StepRecord[],
  { objective }: RunRecord,
): FastErrorsFinding | null {
  const { completed, ok, ratePerSec, bottleneck } = step;
  const wrong = completed - ok;
  if (step.verdict !== 'failed' || (bottleneck !== null && !isLimitOfService(bottleneck))) return null;
  const least = Math.max(objective.errorShare, THRESHOLDS.fastErrorsShare.value);
  if (binomialLowerBound(wrong, completed, THRESHOLDS.errorConfidence.value) <= least) return null;
  const held = all.findLast(
    (one) =>
      one.launch === step.launch &&
      one.verdict === 'held' &&
      one.ratePerSec < ratePerSec &&
      one.generator.name === step.generator.name,
  );
  const [p50Ms, p99Ms] = [step.latencyMs.p50, step.latencyMs.p99];
  const [heldP50Ms, heldP99Ms] = [held?.latencyMs.p50 ?? null, held?.latencyMs.p99 ?? null];
  if (held === undefined || p50Ms === null || p99Ms === null) return null;
  if (heldP50Ms === null || heldP99Ms === null) return null;
  // One of the two alone may lie lower by chance.
  if (p50Ms >= heldP50Ms || p99Ms >= heldP99Ms) return null;
  const confidence = (1 + THRESHOLDS.comparisonConfidence.value) / 2;
  return {
    id: 'fast-errors',
    contenders: [step.contender],
    evidence: {
      ratePerSec,
      completed,
      wrong,
      wrongShare: wrong / completed,
      wrongShareLow: binomialLowerBound(wrong, completed, confidence),
      wrongShareHigh: binomialUpperBound(wrong, completed, confidence),
      p50Ms,
      p99Ms,
      heldPerSec: held.ratePerSec,
      heldP50Ms,
      heldP99Ms,
    },
    chart: 'latency',
    step,
  };
}
