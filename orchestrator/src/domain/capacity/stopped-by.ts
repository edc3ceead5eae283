import type { BottleneckLabel } from '../bottleneck-label.ts';
import type { StepRecord } from '../run-record.ts';
import { trialOf } from './trial.ts';

export interface Stop {
  readonly label: BottleneckLabel | 'unlabelled';
  /** Of the steps that stopped the searches. */
  readonly share: number;
}

/**
 * What stopped a contender's searches most often, of its steps that count; null: nothing did. Noise
 * stops none, so it is named only where there was nothing else.
 */
export function stoppedBy(steps: readonly StepRecord[]): Stop | null {
  const missed = steps.filter((step) => step.purpose === 'search' && step.verdict !== 'held');
  const told = missed.filter((step) => trialOf(step).outcome !== 'unknown');
  const stopping = told.length > 0 ? told : missed;
  const byLabel = Map.groupBy(stopping, ({ bottleneck }) => bottleneck?.label ?? 'unlabelled');
  const [most] = [...byLabel].sort(([, a], [, b]) => b.length - a.length);
  return most === undefined ? null : { label: most[0], share: most[1].length / stopping.length };
}
