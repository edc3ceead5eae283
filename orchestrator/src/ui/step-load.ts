import { Histogram } from '@framework-lab/protocol/histogram';
import type { LiveLoad } from '../domain/load.ts';
import { supportedMs } from '../domain/supported-quantile.ts';

/** What a step has come to so far, and its last second. */
export interface StepLoadView {
  readonly phase: LiveLoad['phase'] | null;
  /** Summed over the step's seconds; the lead-in is left out. */
  readonly dropped: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly unsent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byError: Readonly<Record<string, number>>;
  /** Quantiles of the step so far; null: too few samples for it, by n·(1 − q) ≥ 10. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly latency: Histogram | null;
  /** Its latest seconds. */
  readonly seconds: readonly SecondView[];
}

/** One second for the charts; its quantiles are pictures, so few samples do not hide them: as numbers they do. */
export interface SecondView {
  readonly sent: number;
  readonly ok: number;
  readonly errors: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** How many samples its quantiles rest on. */
  readonly samples: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuShare: number;
}

/** Ten minutes: more than the widest terminal shows. */
export const SECONDS_KEPT = 600;

export function noLoad(): StepLoadView {
  return {
    phase: null,
    dropped: 0,
    errors: 0,
    timeouts: 0,
    unsent: 0,
    byStatus: {},
    byError: {},
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    latency: null,
    seconds: [],
  };
}

export function addSecond(before: StepLoadView, load: LiveLoad | null): StepLoadView {
  if (load === null) return before;
  // The lead-in is not part of the step: its figures go when the step's first second comes.
  const so = before.phase === 'lead-in' ? noLoad() : before;
  const latency = Histogram.merged(so.latency === null ? [load.latency] : [so.latency, load.latency]);
  return {
    phase: load.phase,
    dropped: so.dropped + load.counts.dropped,
    errors: so.errors + load.counts.errors,
    timeouts: so.timeouts + load.counts.timeouts,
    unsent: so.unsent + load.counts.unsent,
    byStatus: added(so.byStatus, load.byStatus),
    byError: added(so.byError, load.byError),
    p50Ms: supportedMs(latency, 0.5),
    p95Ms: supportedMs(latency, 0.95),
    p99Ms: supportedMs(latency, 0.99),
    latency,
    seconds: [...so.seconds, secondOf(load)].slice(-SECONDS_KEPT),
  };
}

function secondOf(load: LiveLoad): SecondView {
  const byClass: Record<string, number> = {};
  for (const [status, n] of Object.entries(load.byStatus)) {
    const name = `${status.charAt(0)}xx`;
    byClass[name] = (byClass[name] ?? 0) + n;
  }
  const ms = (q: number): number | null =>
    load.latency.count === 0 ? null : load.latency.quantileUs(q) / 1000;
  return {
    sent: load.counts.sent,
    ok: load.counts.ok,
    errors: load.counts.errors + load.counts.timeouts + load.counts.unsent,
    byClass,
    p50Ms: ms(0.5),
    p95Ms: ms(0.95),
    p99Ms: ms(0.99),
    samples: load.latency.count,
    bytesIn: load.bytesIn,
    bytesOut: load.bytesOut,
    cpuShare: load.cpuShare,
  };
}

function added(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum = { ...a };
  for (const [key, n] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + n;
  return sum;
}
