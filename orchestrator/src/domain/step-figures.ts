import type { Histogram } from '@framework-lab/protocol/histogram';
import { inFlightSlope } from './backlog.ts';
import type { RequestLoad, StepLoad } from './load.ts';
import type { LatencyMs, RequestFigures, SpreadMs, StepFigures, StepRecord } from './run-record.ts';
import { supportedMs } from './supported-quantile.ts';
import type { Judgement } from './verdict-types.ts';

export interface FiguresContext {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly judgement: Judgement;
  readonly generatorCpus: number;
}

/** The published numbers of a step from its load. Shares are 0 to 1; times in ms to the microsecond. */
export function stepFigures(load: StepLoad, context: FiguresContext): StepFigures {
  const { judgement, ratePerSec, durationS } = context;
  const { counts } = load;
  return {
    ratePerSec,
    durationS,
    verdict: judgement.verdict,
    reason: judgement.reason,
    detail: judgement.detail,
    planned: counts.planned,
    sent: counts.sent,
    completed: counts.completed,
    ok: counts.ok,
    errors: counts.errors,
    timeouts: counts.timeouts,
    unsent: counts.unsent,
    dropped: counts.dropped,
    byStatus: load.byStatus,
    byError: load.byError,
    byRequest: Object.fromEntries(
      Object.entries(load.byRequest).map(([name, part]) => [name, requestFigures(part)]),
    ),
    achievedPerSec: rounded(Math.min(counts.ok, load.okInLoad ?? counts.ok) / offeredS(load, durationS)),
    latencyMs: latencyMs(load.latency),
    serviceTimeMs: latencyMs(load.serviceTime),
    schedulerLagMs: spreadMs(load.schedulerLag),
    queueWaitMs: spreadMs(load.queueWait),
    inFlight: { max: load.inFlightMax, slopePerSec: slope(load) },
    drainMs: rounded(load.drainMs),
    bytesIn: load.bytesIn,
    bytesOut: load.bytesOut,
    connects: load.connects,
    generator: {
      name: load.generator,
      ...generatorUse(load, context.generatorCpus),
      rssMb: load.generatorRssMb == null ? null : rounded(load.generatorRssMb),
    },
    judgement,
  };
}

/** A step that was cut short achieved what it did in the time there was. */
function offeredS({ aborted, elapsedMs }: StepLoad, durationS: number): number {
  const elapsedS = elapsedMs.monotonic / 1000;
  return aborted && elapsedS > 0 ? Math.min(durationS, elapsedS) : durationS;
}

/** Percentiles of a histogram; null where too few samples lie beyond them to mean anything. */
export function latencyMs(histogram: Histogram): LatencyMs {
  return {
    mean: histogram.count === 0 ? null : rounded(histogram.meanUs / 1000),
    p50: quantileMs(histogram, 0.5),
    p90: quantileMs(histogram, 0.9),
    p95: quantileMs(histogram, 0.95),
    p99: quantileMs(histogram, 0.99),
    p999: quantileMs(histogram, 0.999),
    max: maxMs(histogram),
  };
}

function spreadMs(histogram: Histogram): SpreadMs {
  return { p50: quantileMs(histogram, 0.5), p99: quantileMs(histogram, 0.99), max: maxMs(histogram) };
}

function quantileMs(histogram: Histogram, q: number): number | null {
  const ms = supportedMs(histogram, q);
  return ms === null ? null : rounded(ms);
}

function maxMs(histogram: Histogram): number | null {
  return histogram.count === 0 ? null : rounded(histogram.maxUs / 1000);
}

function requestFigures(part: RequestLoad): RequestFigures {
  const { latency, ...counts } = part;
  return { ...counts, latencyMs: latencyMs(latency) };
}

function slope(load: StepLoad): number | null {
  const estimate = inFlightSlope(load.windows);
  return estimate === null ? null : rounded(estimate.slope);
}

/** CPU of the load phase per request sent in it, and its share of the generator's CPUs. */
function generatorUse(
  load: StepLoad,
  cpus: number,
): { cpuUsPerRequest: number | null; cpuShare: number | null } {
  const { cpuUs, wallUs } = load.use;
  return {
    cpuUsPerRequest: load.counts.sent === 0 ? null : rounded(cpuUs / load.counts.sent),
    cpuShare: wallUs === 0 ? null : rounded(cpuUs / (wallUs * Math.max(1, cpus))),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** What a step has that a run's launch would add is left out. */
export function figuresOf(record: StepRecord): StepFigures {
  const {
    contender,
    block,
    launch,
    index,
    attempt,
    final,
    startedAt,
    server,
    host,
    serverCompleted,
    ...figures
  } = record;
  return figures;
}
