import { Histogram } from '@framework-lab/protocol/histogram';
import type { RunLogs } from './log-lines.ts';
import type { MachineFacts } from './machine-facts.ts';
import type { RunRecord } from './run-record.ts';
import type { StoredStep } from './stored-step.ts';
import { supportedMs } from './supported-quantile.ts';
import { THRESHOLDS } from './thresholds.ts';

/** All that a report shows of a run. */
export interface ReportedRun {
  readonly record: RunRecord;
  /** Null where it cannot be read. */
  readonly machine: MachineFacts | null;
  /** By `stepKey`; a step whose seconds are not on disk has none. */
  readonly timelines: ReadonlyMap<string, StepTimeline>;
  /** What the contenders said again and again; absent: nobody read it. */
  readonly logs?: RunLogs;
}

export interface StepTimeline {
  /** In their order, by the intended time of their requests. */
  readonly seconds: readonly StepSecond[];
  readonly percentiles: readonly PercentilePoint[];
}

/** One second of a step: how many requests, and what they met. */
export interface StepSecond {
  readonly second: number;
  readonly planned: number;
  readonly ok: number;
  /** Wrong answers, time-outs, and what found no connection. */
  readonly failed: number;
  readonly dropped: number;
  /** Null where too few requests of the second lie beyond it. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly lagP99Ms: number;
  readonly inFlightMax: number;
  /** Of the server CPUs, by everybody; null where nobody looked. */
  readonly serverCpuShare: number | null;
  readonly stealShare: number | null;
  readonly foreignShare: number | null;
}

export interface PercentilePoint {
  /** 0 to 1. */
  readonly quantile: number;
  readonly ms: number;
}

/** Ten to the decade of 1 / (1 − q): even on the axis that HdrHistogram plots a distribution on. */
const POINTS_A_DECADE = 10;

/** What a report shows of a step's seconds, from what was stored of them. */
export function timelineOf({ windows, kept }: StoredStep): StepTimeline {
  const whole = new Histogram();
  const host = new Map(kept?.host.map((second) => [second.index, second]));
  const seconds = windows.map(({ index, counts, latency, lagUs, inFlightMax }): StepSecond => {
    whole.merge(latency);
    const seen = host.get(index);
    return {
      second: index,
      planned: counts.planned,
      ok: counts.ok,
      failed: counts.errors + counts.timeouts + counts.unsent,
      dropped: counts.dropped,
      p50Ms: supportedMs(latency, 0.5),
      p99Ms: supportedMs(latency, 0.99),
      lagP99Ms: lagUs.p99 / 1000,
      inFlightMax,
      serverCpuShare: seen?.serverCpuShare ?? null,
      stealShare: seen?.stealShare ?? null,
      foreignShare: seen?.foreignShare ?? null,
    };
  });
  return { seconds, percentiles: percentilesOf(whole) };
}

/** As far as enough samples lie beyond. */
function percentilesOf(latency: Histogram): PercentilePoint[] {
  const quantiles: number[] = [];
  for (let i = 0; latency.count * 10 ** (-i / POINTS_A_DECADE) >= THRESHOLDS.percentileSamples.value; i++) {
    quantiles.push(1 - 10 ** (-i / POINTS_A_DECADE));
  }
  const valuesUs = latency.quantilesUs(quantiles);
  return quantiles.map((quantile, i) => ({ quantile, ms: (valuesUs[i] ?? 0) / 1000 }));
}
