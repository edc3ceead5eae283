import type { LoadWindow, StepLoad } from '../../domain/load.ts';
import type { StepRecord } from '../../domain/run-record.ts';
import type { StepEvidence } from '../../domain/step-evidence.ts';
import { stepIdOf } from '../../domain/step-id.ts';
import { keptEvidence } from '../../domain/stored-step.ts';

/** One line of seconds.ndjson per second of arrivals, by intended time; latency in µs as a histogram. */
export function secondLines(step: StepRecord, windows: readonly LoadWindow[]): string {
  return windows
    .map((window) => `${JSON.stringify({ second: window.index, ...window, ...stepIdOf(step) })}\n`)
    .join('');
}

/** One line of histograms.ndjson per step. */
export function histogramLine(step: StepRecord, load: StepLoad): string {
  const { latency, serviceTime, schedulerLag, queueWait } = load;
  const byRequest = Object.fromEntries(
    Object.entries(load.byRequest).map(([name, one]) => [name, one.latency]),
  );
  return `${JSON.stringify({ ...stepIdOf(step), latency, serviceTime, schedulerLag, queueWait, byRequest })}\n`;
}

/** One line of evidence.ndjson per step: what it was judged by beside its seconds and histograms. */
export function evidenceLine(step: StepRecord, evidence: StepEvidence): string {
  return `${JSON.stringify({ ...stepIdOf(step), ...keptEvidence(evidence) })}\n`;
}
