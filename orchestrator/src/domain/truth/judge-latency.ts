import { Histogram } from '@framework-lab/protocol/histogram';
import type { LatencyMs } from '../run-record.ts';
import { type Claim, findingOf } from './finding.ts';
import { isQuiet } from './quiet.ts';
import type { Finding, TruthSeen, VirtualTrial } from './truth-case.ts';
import type { VirtualService } from './virtual-service.ts';

const QUANTILES = [
  [0.5, 'p50'],
  [0.9, 'p90'],
  [0.95, 'p95'],
  [0.99, 'p99'],
] as const;
const RECORD_TOLERANCE_MS = 2;
/** Nobody can have an answer sooner than the server has written it: what clocks and histograms may differ by. */
const SOONER_MS = 0.5;
const SOONER_SHARE = 0.001;

/** The quantiles against the server's own record of every request. */
export function judgeByRecord(seen: TruthSeen): Finding {
  const { record, served } = seen;
  const truth = new Histogram();
  for (const [arrivalMs, , answeredMs] of served) truth.record((answeredMs - arrivalMs) * 1000);
  const wrong = record.errors + record.timeouts + record.unsent;
  const claims: Claim[] = [
    {
      holds: Math.abs(record.sent - served.length) <= 1,
      says: `${record.sent} sent, ${served.length} served`,
    },
    { holds: wrong === 0, says: `${wrong} went wrong` },
    ...QUANTILES.flatMap(([q, name]) => {
      const truthMs = truth.quantileUs(q) / 1000;
      return within(name, record.latencyMs[name], truthMs, {
        belowMs: SOONER_MS + SOONER_SHARE * truthMs,
        aboveMs: RECORD_TOLERANCE_MS,
      });
    }),
  ];
  return findingOf(claims, isQuiet(seen, 1) && isPunctual(record.schedulerLagMs.p99, RECORD_TOLERANCE_MS));
}

/** Whoever comes t after a stall began waits X − t (1 − ρ), so a share (X − x) / ((1 − ρ) Y) waits longer than x. */
export function stallQuantileMs(q: number, trial: StallTrial): number {
  const { stall, capacityPerSec } = trial.service;
  const utilisation = trial.step.ratePerSec / capacityPerSec;
  return stall.forMs - (1 - q) * (1 - utilisation) * stall.everyMs;
}

export type StallTrial = VirtualTrial & {
  readonly service: VirtualService & Required<Pick<VirtualService, 'stall'>>;
};
const STALL_TOLERANCE_SHARE = 0.05;

/** Noise only slows, so the lower side is sure on any machine. */
export function judgeStall(seen: TruthSeen): Finding {
  const trial = seen.trial as StallTrial;
  const offMs = STALL_TOLERANCE_SHARE * trial.service.stall.forMs;
  const { latencyMs, schedulerLagMs } = seen.record;
  const claims = ([...QUANTILES.slice(1), [1, 'max']] as const).flatMap(([q, name]) =>
    within(name, latencyMs[name], stallQuantileMs(q, trial), { belowMs: offMs, aboveMs: offMs }),
  );
  return findingOf(claims, isQuiet(seen, 2) && isPunctual(schedulerLagMs.max, offMs));
}

const OMITTED_P99_MS = 40;
const TRUE_P99_MS = 180;

/** The stall is in the latency from the intended time, and not in the one from the send. */
export function judgeOmission(seen: TruthSeen): Finding {
  const { record, load } = seen;
  const { service, step } = seen.trial as StallTrial;
  const { latencyMs, serviceTimeMs } = record;
  const caught = load.serviceTime.countAbove(150_000);
  // Those on their way when a stall began; n periods touch n + 1 stalls.
  const stalls = Math.floor((step.durationS * 1000) / service.stall.everyMs) + 1;
  const claims: Claim[] = [
    {
      holds: (latencyMs.p99 ?? 0) >= TRUE_P99_MS,
      says: `p99 ${shown(latencyMs.p99)} ms from the intended time`,
    },
    {
      holds: serviceTimeMs.p99 !== null && serviceTimeMs.p99 < OMITTED_P99_MS,
      says: `${shown(serviceTimeMs.p99)} ms from the send`,
      excusable: true,
    },
    {
      holds: caught <= stalls * (step.connections ?? 0),
      says: `${caught} slow from the send`,
      excusable: true,
    },
    { holds: record.verdict !== 'held', says: record.verdict },
  ];
  return findingOf(claims, isQuiet(seen, 2));
}

/**
 * A generator that is late by half a tolerance, at the send and again at the read, uses it up: windows may
 * be clean all the same, since an objective bears more.
 */
function isPunctual(lagMs: number | null, toleranceMs: number): boolean {
  return lagMs !== null && lagMs <= toleranceMs / 2;
}

function within(
  name: keyof LatencyMs,
  seenMs: number | null,
  truthMs: number,
  may: { readonly belowMs: number; readonly aboveMs: number },
): Claim[] {
  const says = `${name} ${shown(seenMs)} for ${shown(truthMs)} ms`;
  if (seenMs === null) return [{ holds: false, says }];
  if (seenMs < truthMs - may.belowMs) return [{ holds: false, says }];
  return [{ holds: seenMs <= truthMs + may.aboveMs, says, excusable: true }];
}

function shown(ms: number | null): string {
  return ms === null ? '?' : ms.toFixed(1);
}
