import type { LoadCounts } from '@framework-lab/protocol/load';
import type { LiveLoad } from './load.ts';
import type { LatencyMs, SpreadMs } from './run-record.ts';
import { latencyMs } from './step-figures.ts';

/** What one second of an attack came to, as `attack --output ndjson` prints it; docs/schema shows it. */
export interface AttackSecond extends Readonly<LoadCounts> {
  readonly schema: 1;
  readonly kind: 'second';
  /** Since the load began, from 0. */
  readonly second: number;
  /** Wall clock at its end. */
  readonly at: string;
  readonly phase: 'load' | 'drain';
  readonly ratePerSec: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byError: Readonly<Record<string, number>>;
  readonly latencyMs: Pick<LatencyMs, 'p50' | 'p90' | 'p95' | 'p99' | 'max'>;
  readonly schedulerLagMs: SpreadMs;
  readonly inFlight: number;
  readonly queued: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly generatorCpuShare: number;
}

/** Null for a second of the lead-in, which is counted nowhere. */
export function attackSecond(load: LiveLoad, ratePerSec: number, wallMs: number): AttackSecond | null {
  const { index, phase, lagUs } = load;
  if (phase === 'lead-in') return null;
  const { p50, p90, p95, p99, max } = latencyMs(load.latency);
  return {
    schema: 1,
    kind: 'second',
    second: index,
    at: new Date(wallMs).toISOString(),
    phase,
    ratePerSec,
    ...load.counts,
    byStatus: load.byStatus,
    byError: load.byError,
    latencyMs: { p50, p90, p95, p99, max },
    schedulerLagMs: { p50: msOf(lagUs.p50), p99: msOf(lagUs.p99), max: msOf(lagUs.max) },
    inFlight: load.inFlight,
    queued: load.queued,
    bytesIn: load.bytesIn,
    bytesOut: load.bytesOut,
    generatorCpuShare: Math.round(load.cpuShare * 1000) / 1000,
  };
}

function msOf(us: number): number {
  return Math.round(us) / 1000;
}
