import type { BottleneckLabel } from '../bottleneck-label.ts';
import type { StepRecord } from '../run-record.ts';

/** What stopped a contender's searches most often, of its steps that count; null: nothing did. */
export function stoppedBy(steps: readonly StepRecord[]): BottleneckLabel | 'unlabelled' | null {
  const stopping = steps.filter((step) => step.purpose === 'search' && step.verdict !== 'held');
  const byLabel = Map.groupBy(stopping, ({ bottleneck }) => bottleneck?.label ?? 'unlabelled');
  const [most] = [...byLabel].sort(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? null;
}
