import type {
  ArrivalWindow,
  LiveWindow,
  LoadCounts,
  StepOrder,
  StepResult,
} from '@framework-lab/protocol/load';
import { expect } from 'vitest';
import { GcWatch } from '../../src/generator-use.ts';
import { Step } from '../../src/step.ts';

export interface SeenStep {
  readonly result: StepResult;
  readonly aborted: boolean;
  readonly live: LiveWindow[];
  readonly arrivals: ArrivalWindow[];
}

/** Runs one step in this process. `during` may disturb it. */
export async function runStep(order: StepOrder, during?: (step: Step) => void): Promise<SeenStep> {
  const live: LiveWindow[] = [];
  const arrivals: ArrivalWindow[] = [];
  const gc = new GcWatch();
  const step = new Step(
    order,
    { live: (window) => live.push(window), arrivals: (window) => arrivals.push(window) },
    gc,
  );
  const running = step.run();
  during?.(step);
  const { result, aborted } = await running;
  gc.stop();
  return { result, aborted, live, arrivals };
}

export function sumOf(parts: readonly LoadCounts[], key: keyof LoadCounts): number {
  return parts.reduce((sum, part) => sum + part[key], 0);
}

/** What must hold of every step, whatever happened in it. */
export function expectBalanced({ result, live, arrivals }: SeenStep): void {
  const byRequest = Object.values(result.byRequest);
  const books = [result.counts, result.leadIn, ...byRequest, ...arrivals.map(({ counts }) => counts)];
  for (const counts of books) {
    expect(counts.planned).toBe(counts.sent + counts.unsent + counts.dropped);
    expect(counts.sent).toBe(counts.ok + counts.errors + counts.timeouts);
  }
  const windows = arrivals.map(({ counts }) => counts);
  for (const key of Object.keys(result.counts) as (keyof LoadCounts)[]) {
    expect(sumOf(windows, key)).toBe(result.counts[key]);
    expect(sumOf(byRequest, key)).toBe(result.counts[key]);
    // A live window counts events of its second, of the lead-in, too.
    expect(
      sumOf(
        live.map(({ counts }) => counts),
        key,
      ),
    ).toBe(result.counts[key] + result.leadIn[key]);
  }
  expect(arrivals.map(({ index }) => index)).toEqual(arrivals.map((_, i) => i));
  expect(sum(result.byStatus)).toBe(result.counts.completed);
  expect(sum(result.byError)).toBe(result.counts.errors);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
