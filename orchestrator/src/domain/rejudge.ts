import { isDeepStrictEqual } from 'node:util';
import { isLimitOfService } from './bottleneck-label.ts';
import type { Objective } from './objective.ts';
import type { RunRecord, StepRecord } from './run-record.ts';
import type { StepEvidence } from './step-evidence.ts';
import type { StoredStep } from './stored-step.ts';
import { judgeStep } from './verdict.ts';
import type { Judgement, VerdictReason } from './verdict-types.ts';

/** Decided by what older runs did not keep, and by no latency objective. */
const TOLD_BY_THE_RECORD: ReadonlySet<VerdictReason> = new Set([
  'interrupted',
  'contender-died',
  'slept',
  'count-mismatch',
]);

/** A step judged again. Where its evidence was not kept, the record's word stands for what only that could tell. */
export function rejudge(
  step: StepRecord,
  { kept }: Pick<StoredStep, 'kept'>,
  evidence: StepEvidence,
  objective: Objective,
): Judgement {
  if (kept === null && (TOLD_BY_THE_RECORD.has(step.reason) || voidByHost(step))) return step.judgement;
  return judgeStep({ ...evidence, objective });
}

function voidByHost({ reason, judgement: { uncleanBy } }: StepRecord): boolean {
  return reason === 'unclean' && ('steal' in uncleanBy || 'foreign-cpu' in uncleanBy);
}

/** The record as it would stand under another objective; steps without a judgement are left out. */
export function underObjective(
  record: RunRecord,
  objective: Objective,
  judgementOf: (step: StepRecord) => Judgement | undefined,
): RunRecord {
  const steps = record.steps.flatMap((step) => {
    const judgement = judgementOf(step);
    // When a service had recovered is told of the recorded objective only.
    const isTold = step.purpose !== 'recovery' || isDeepStrictEqual(objective, record.objective);
    if (judgement === undefined || !isTold) return [];
    const { verdict, reason, detail } = judgement;
    const bottleneck = labelUnder(step, judgement);
    return [{ ...step, verdict, reason, detail, judgement, bottleneck }];
  });
  return { ...record, objective, scenario: { ...record.scenario, objective }, steps };
}

/**
 * What a label rests on beyond the verdict is not kept, so it stands only where the verdict does; but what
 * the measurement ran into it ran into under every objective.
 */
function labelUnder(step: StepRecord, { verdict, reason }: Judgement): StepRecord['bottleneck'] {
  const { bottleneck } = step;
  if (verdict === 'held' || bottleneck === null) return null;
  const isSame = verdict === step.verdict && reason === step.reason;
  return isSame || !isLimitOfService(bottleneck) ? bottleneck : null;
}
