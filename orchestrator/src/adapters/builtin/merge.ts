import { Histogram } from '@framework-lab/protocol/histogram';
import type { ArrivalWindow, GeneratorUse, LiveWindow, StepResult } from '@framework-lab/protocol/load';
import { sumCounts } from '@framework-lab/protocol/load';
import type { LiveLoad, LoadWindow, RequestLoad, StepLoad } from '../../domain/load.ts';

/** Shards of one step add up: counts by addition, histograms by merging, lag by the worst shard. */
export function mergeResults(
  shards: readonly StepResult[],
  windows: readonly LoadWindow[],
  okInLoad: number,
  aborted: boolean,
): StepLoad {
  return {
    generator: 'builtin',
    counts: sumCounts(shards.map((shard) => shard.counts)),
    byStatus: sumRecords(shards.map((shard) => shard.byStatus)),
    byError: sumRecords(shards.map((shard) => shard.byError)),
    byRequest: mergeRequests(shards),
    latency: mergeHistograms(shards.map((shard) => shard.latency)),
    serviceTime: mergeHistograms(shards.map((shard) => shard.serviceTime)),
    schedulerLag: mergeHistograms(shards.map((shard) => shard.lag)),
    queueWait: mergeHistograms(shards.map((shard) => shard.queueWait)),
    inFlightMax: sum(shards.map((shard) => shard.inFlightMax)),
    drainMs: Math.max(...shards.map((shard) => shard.drainMs)),
    elapsedMs: mostApart(shards.map((shard) => shard.elapsedMs)),
    bytesIn: sum(shards.map((shard) => shard.bytesIn)),
    bytesOut: sum(shards.map((shard) => shard.bytesOut)),
    connects: {
      opened: sum(shards.map((shard) => shard.connects.opened)),
      failed: sum(shards.map((shard) => shard.connects.failed)),
      byError: sumRecords(shards.map((shard) => shard.connects.byError)),
    },
    use: mergeUse(shards.map((shard) => shard.generator)),
    leadIn: sumCounts(shards.map((shard) => shard.leadIn)),
    okInLoad,
    windows,
    aborted,
  };
}

export function mergeArrivals(parts: readonly ArrivalWindow[]): LoadWindow {
  return {
    index: parts[0]?.index ?? 0,
    counts: sumCounts(parts.map((part) => part.counts)),
    latency: mergeHistograms(parts.map((part) => part.latency)),
    lagUs: worstLag(parts.map((part) => part.lagUs)),
    inFlightMean: sum(parts.map((part) => part.inFlightMean)),
    inFlightMax: sum(parts.map((part) => part.inFlightMax)),
  };
}

export function mergeLive(parts: readonly LiveWindow[]): LiveLoad {
  const use = mergeUse(parts.map((part) => part.generator));
  return {
    index: parts[0]?.index ?? 0,
    phase: parts[0]?.phase ?? 'load',
    counts: sumCounts(parts.map((part) => part.counts)),
    byStatus: sumRecords(parts.map((part) => part.byStatus)),
    byError: sumRecords(parts.map((part) => part.byError)),
    latency: mergeHistograms(parts.map((part) => part.latency)),
    lagUs: worstLag(parts.map((part) => part.lagUs)),
    inFlight: sum(parts.map((part) => part.inFlight)),
    queued: sum(parts.map((part) => part.queued)),
    bytesIn: sum(parts.map((part) => part.bytesIn)),
    bytesOut: sum(parts.map((part) => part.bytesOut)),
    cpuShare: use.wallUs === 0 ? 0 : use.cpuUs / (use.wallUs * parts.length),
  };
}

function mergeRequests(shards: readonly StepResult[]): Record<string, RequestLoad> {
  const names = new Set(shards.flatMap((shard) => Object.keys(shard.byRequest)));
  return Object.fromEntries(
    [...names].map((name) => {
      const parts = shards.flatMap((shard) => shard.byRequest[name] ?? []);
      return [name, { ...sumCounts(parts), latency: mergeHistograms(parts.map((part) => part.latency)) }];
    }),
  );
}

/** The shard whose clocks part most: a machine that slept is noticed by any of them. */
function mostApart(spans: readonly StepResult['elapsedMs'][]): StepResult['elapsedMs'] {
  const gap = ({ monotonic, wall }: StepResult['elapsedMs']): number => Math.abs(wall - monotonic);
  return spans.reduce((most, span) => (gap(span) > gap(most) ? span : most));
}

function mergeUse(parts: readonly GeneratorUse[]): GeneratorUse {
  return {
    wallUs: Math.max(0, ...parts.map((part) => part.wallUs)),
    cpuUs: sum(parts.map((part) => part.cpuUs)),
    gcMaxUs: Math.max(0, ...parts.map((part) => part.gcMaxUs)),
    gcUs: sum(parts.map((part) => part.gcUs)),
  };
}

function mergeHistograms(encoded: readonly string[]): Histogram {
  return Histogram.merged(encoded.map((text) => Histogram.decode(text)));
}

function worstLag(lags: readonly { p50: number; p99: number; max: number }[]): {
  p50: number;
  p99: number;
  max: number;
} {
  const worst = (pick: (lag: { p50: number; p99: number; max: number }) => number): number =>
    Math.max(0, ...lags.map(pick));
  return { p50: worst((lag) => lag.p50), p99: worst((lag) => lag.p99), max: worst((lag) => lag.max) };
}

function sumRecords(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) total[key] = (total[key] ?? 0) + value;
  }
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
