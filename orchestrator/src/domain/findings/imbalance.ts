import { withoutControls } from '../controls.ts';
import type { LaunchRecord } from '../launch-record.ts';
import { confidenceOfEach } from '../ratio.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Findable, Found } from './finding.ts';

/** The workers of a launch got uneven shares of the requests, whether or not that limited anything. */
export interface ImbalanceFinding
  extends Found<
    'imbalance',
    {
      /** Requests of the busiest worker by the mean of all; `low`: more than chance explains, at least. */
      readonly timesTheMean: number;
      readonly timesTheMeanLow: number;
      readonly workers: number;
      readonly busiestCompleted: number;
      readonly completed: number;
      readonly steps: number;
      readonly launch: number;
      readonly launches: number;
      readonly unevenLaunches: number;
    }
  > {}

interface Spread {
  readonly launch: number;
  readonly steps: number;
  readonly completed: readonly number[];
  readonly ratio: number;
  readonly low: number;
}

/** Of each contender the launch that is most surely uneven. */
export function imbalances({ record }: Findable): ImbalanceFinding[] {
  return withoutControls(record.contenders).flatMap(({ id }): ImbalanceFinding[] => {
    const spreads = record.launches
      .filter(({ contender }) => contender === id)
      .flatMap((launch) => spreadOf(record, launch) ?? []);
    const uneven = spreads.filter(({ low }) => low > THRESHOLDS.requestSkew.value);
    const [worst] = uneven.sort((a, b) => b.low - a.low);
    if (worst === undefined) return [];
    return [
      {
        id: 'imbalance',
        contenders: [id],
        evidence: {
          timesTheMean: worst.ratio,
          timesTheMeanLow: worst.low,
          workers: worst.completed.length,
          busiestCompleted: Math.max(...worst.completed),
          completed: sum(worst.completed),
          steps: worst.steps,
          launch: worst.launch,
          launches: spreads.length,
          unevenLaunches: uneven.length,
        },
        chart: null,
      },
    ];
  });
}

/**
 * All steps of a launch together. The bound is the exact binomial one of the busiest worker's share, for
 * all workers and launches of the run at once. Null with one worker, with too few requests to tell, and
 * where a worker came or went: it had less time than the others.
 */
function spreadOf({ steps, launches }: RunRecord, { launch, workers }: LaunchRecord): Spread | null {
  const own = steps.filter((step) => step.launch === launch);
  const pids = new Set(own.map(pidsOf));
  const totals = new Map<number, number>();
  for (const { pid, completed } of own.flatMap(({ server }) => server.workers)) {
    totals.set(pid, (totals.get(pid) ?? 0) + completed);
  }
  const completed = [...totals.values()];
  const all = sum(completed);
  const mean = all / completed.length;
  if (completed.length < 2 || pids.size !== 1 || (workers !== null && workers !== completed.length))
    return null;
  if (mean < THRESHOLDS.skewRequests.value) return null;
  const most = Math.max(...completed);
  const confidence = confidenceOfEach(launches.length * completed.length);
  const low = binomialLowerBound(most, all, confidence) * completed.length;
  return { launch, steps: own.length, completed, ratio: most / mean, low };
}

function pidsOf({ server }: StepRecord): string {
  return server.workers
    .map(({ pid }) => pid)
    .sort((a, b) => a - b)
    .join();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
