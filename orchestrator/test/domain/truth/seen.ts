import { Histogram } from '@framework-lab/protocol/histogram';
import { type LoadCounts, noCounts } from '@framework-lab/protocol/load';
import type { BottleneckLabel } from '../../../src/domain/bottleneck-label.ts';
import type { StepLoad } from '../../../src/domain/load.ts';
import type { StepRecord } from '../../../src/domain/run-record.ts';
import type { TruthSeen, TruthTrial } from '../../../src/domain/truth/truth-case.ts';
import type { Fate, ServedRequest } from '../../../src/domain/truth/virtual-service.ts';

export interface SeenWith {
  readonly trial?: TruthTrial;
  readonly record?: Partial<StepRecord>;
  readonly counts?: Partial<LoadCounts>;
  readonly served?: readonly ServedRequest[];
  readonly serviceTime?: Histogram;
  readonly label?: BottleneckLabel | null;
  /** Unclean windows of four. */
  readonly unclean?: number;
  readonly lagMs?: number;
}

const TRIAL: TruthTrial = {
  service: { capacityPerSec: 1000, work: 'fixed' },
  step: { ratePerSec: 1000, durationS: 4 },
};

/** What a judge looks at, and nothing else of a step. */
export function seenWith({ unclean = 0, label = null, lagMs = 0.1, ...given }: SeenWith): TruthSeen {
  const counts = { ...noCounts(), ...given.counts };
  return {
    trial: given.trial ?? TRIAL,
    served: given.served ?? [],
    load: {
      counts,
      leadIn: noCounts(),
      serviceTime: given.serviceTime ?? new Histogram(),
    } as Partial<StepLoad> as StepLoad,
    record: {
      verdict: 'failed',
      reason: 'latency',
      ...counts,
      schedulerLagMs: { p50: lagMs, p99: lagMs, max: lagMs },
      judgement: { windows: 4, cleanWindows: 4 - unclean },
      bottleneck: label === null ? null : { label, evidence: {}, sentence: `${label}.` },
      ...given.record,
    } as unknown as StepRecord,
  };
}

/** Requests of a server that took `tookMs` each and answered `lateMs` after they were due. */
export function servedIn(tookMs: readonly number[], lateMs = 0, fate: Fate = 'ok'): ServedRequest[] {
  return tookMs.map((ms, i) => [i, i + ms - lateMs, i + ms, fate]);
}
