import type { Histogram } from '@framework-lab/protocol/histogram';
import type { LoadCounts } from '@framework-lab/protocol/load';
import type { LiveLoad, LoadWindow } from '../load.ts';
import { latencyMs } from '../step-figures.ts';
import type { FieldsOf } from './fields.ts';

/** A second as it was seen while it happened, by the clock of events. */
export function liveFields(load: LiveLoad, objectiveMs: number): FieldsOf<'lab_second'> {
  return {
    phase: load.phase,
    ...countFields(load.counts),
    ...statusFields(load.byStatus),
    ...latencyFields(load.latency),
    objective_ms: objectiveMs,
    in_flight: load.inFlight,
    lag_p99_ms: load.lagUs.p99 / 1000,
  };
}

/** The same second by intended time, as it is judged. */
export function windowFields(window: LoadWindow, objectiveMs: number): FieldsOf<'lab_second'> {
  return {
    phase: 'load',
    ...countFields(window.counts),
    ...latencyFields(window.latency),
    objective_ms: objectiveMs,
    in_flight: window.inFlightMean,
    lag_p99_ms: window.lagUs.p99 / 1000,
  };
}

function countFields(counts: LoadCounts): FieldsOf<'lab_second'> {
  return {
    offered_per_s: counts.planned,
    sent_per_s: counts.sent,
    ok_per_s: counts.ok,
    completed_per_s: counts.completed,
    dropped_per_s: counts.dropped,
    unsent_per_s: counts.unsent,
    errors_per_s: counts.errors,
    timeouts_per_s: counts.timeouts,
  };
}

function statusFields(byStatus: Readonly<Record<string, number>>): FieldsOf<'lab_second'> {
  const ofClass = (first: string): number =>
    Object.entries(byStatus).reduce((sum, [status, n]) => (status.startsWith(first) ? sum + n : sum), 0);
  return {
    status_2xx_per_s: ofClass('2'),
    status_3xx_per_s: ofClass('3'),
    status_4xx_per_s: ofClass('4'),
    status_5xx_per_s: ofClass('5'),
  };
}

/** A percentile that too few requests of the second support is left out, as everywhere in the lab. */
function latencyFields(histogram: Histogram): FieldsOf<'lab_second'> {
  const { p50, p90, p95, p99, p999, max } = latencyMs(histogram);
  return { p50_ms: p50, p90_ms: p90, p95_ms: p95, p99_ms: p99, p999_ms: p999, max_ms: max };
}
