import type { StepResult } from '@framework-lab/protocol/load';
import type { LoadPhase } from './load-phase.ts';
import type { Recorder } from './recorder.ts';
import type { PlannedRequest } from './request-plan.ts';

export interface StepEnding {
  readonly id: string;
  readonly requests: readonly PlannedRequest[];
  readonly recorder: Recorder;
  readonly phase: LoadPhase;
  readonly connects: StepResult['connects'];
  readonly drainMs: number;
}

export function stepResult({ id, requests, recorder, phase, connects, drainMs }: StepEnding): StepResult {
  return {
    id,
    counts: recorder.totals,
    byStatus: recorder.statuses.toRecord(),
    byError: recorder.errors.toRecord(),
    byRequest: Object.fromEntries(requests.map(({ name, tally }) => [name, tally.result()])),
    latency: recorder.latency.encode(),
    serviceTime: recorder.serviceTime.encode(),
    lag: recorder.lag.encode(),
    queueWait: recorder.queueWait.encode(),
    inFlightMax: recorder.inFlightMax,
    drainMs,
    elapsedMs: phase.elapsedMs,
    bytesIn: recorder.bytesIn,
    bytesOut: recorder.bytesOut,
    connects,
    generator: phase.use,
    leadIn: recorder.leadIn,
  };
}
