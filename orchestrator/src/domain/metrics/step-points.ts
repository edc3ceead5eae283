import type { LabEvent } from '../events.ts';
import type { StepRecord } from '../run-record.ts';
import type { Verdict } from '../verdict-types.ts';
import { type FieldsOf, type Point, point, type Tags } from './fields.ts';
import { windowFields } from './load-fields.ts';
import { type MetricContext, spanKey, stepTags } from './metric-context.ts';

/** Higher is better, so that a chart can show the worst of a second as its least. */
export const VERDICT_CODES: Readonly<Record<Verdict, number>> = {
  held: 3,
  undecided: 2,
  failed: 1,
  invalid: 0,
};

type StepFinished = Extract<LabEvent, { readonly type: 'step-finished' }>;

/** A finished step, its seconds by intended time, and the end of the attempts it replaces. */
export function finishedStepPoints({ record, seconds }: StepFinished, context: MetricContext): Point[] {
  const replaced = context.steps.filter(
    (other) =>
      other.contender === record.contender &&
      other.block === record.block &&
      other.index === record.index &&
      (other.launch !== record.launch || other.attempt !== record.attempt),
  );
  return [
    ...(seconds === undefined ? [] : windowPoints(record, seconds, context)),
    point('lab_step', recordTags(record, context), stepFields(record, context), startMs(record)),
    ...replaced.map((other) => replacedStepPoint(other, context)),
  ];
}

/** Takes back that an attempt was its step's last; every other field of the point stays. */
export function replacedStepPoint(record: StepRecord, context: MetricContext): Point {
  return point('lab_step', recordTags(record, context), { final: false }, startMs(record));
}

/** Under the tags and times of the seconds that were told live, where there were any. */
function windowPoints(
  record: StepRecord,
  { windows, loadStartWallMs }: NonNullable<StepFinished['seconds']>,
  context: MetricContext,
): Point[] {
  const span = context.span?.key === spanKey(record, record.contender) ? context.span : null;
  const tags = stepTags(context, record, record.contender, span?.generator ?? record.generator.name);
  const startWallMs = span?.startWallMs ?? Math.round(loadStartWallMs);
  return windows.map((window) =>
    point(
      'lab_second',
      tags,
      windowFields(window, context.run.objective.latencyMs),
      startWallMs + window.index * 1000,
    ),
  );
}

function recordTags(record: StepRecord, context: MetricContext): Tags {
  return stepTags(context, record, record.contender, record.generator.name);
}

function startMs(record: StepRecord): number {
  return Date.parse(record.startedAt);
}

function stepFields(step: StepRecord, { run }: MetricContext): FieldsOf<'lab_step'> {
  const { latencyMs } = step;
  const lost = step.errors + step.timeouts + step.unsent;
  return {
    offered_per_s: step.ratePerSec,
    achieved_per_s: step.achievedPerSec,
    duration_s: step.durationS,
    verdict: step.verdict,
    verdict_code: VERDICT_CODES[step.verdict],
    reason: step.reason,
    detail: step.detail,
    bottleneck: step.bottleneck?.label ?? null,
    purpose: step.purpose,
    final: step.final,
    planned: step.planned,
    sent: step.sent,
    ok: step.ok,
    errors: step.errors,
    timeouts: step.timeouts,
    unsent: step.unsent,
    dropped: step.dropped,
    error_share: step.planned === 0 ? null : lost / step.planned,
    p50_ms: latencyMs.p50,
    p90_ms: latencyMs.p90,
    p95_ms: latencyMs.p95,
    p99_ms: latencyMs.p99,
    p999_ms: latencyMs.p999,
    max_ms: latencyMs.max,
    service_p99_ms: step.serviceTimeMs.p99,
    lag_p99_ms: step.schedulerLagMs.p99,
    queue_wait_p99_ms: step.queueWaitMs.p99,
    objective_ms: run.objective.latencyMs,
    objective_quantile: run.objective.quantile,
    objective_error_share: run.objective.errorShare,
    in_flight_max: step.inFlight.max,
    in_flight_slope_per_s: step.inFlight.slopePerSec,
    drain_ms: step.drainMs,
    windows: step.judgement.windows,
    clean_windows: step.judgement.cleanWindows,
    server_cpu_us_per_request: step.server.cpuUsPerRequest,
    server_cpu_share: step.server.cpuShare,
    server_rss_mb: step.server.rssMb,
    generator_cpu_us_per_request: step.generator.cpuUsPerRequest,
    generator_cpu_share: step.generator.cpuShare,
    steal_share: step.host.stealShare,
    foreign_share: step.host.foreignShare,
  };
}
