import { capacityByBlock } from './capacity/contender-capacity.ts';
import { looksAt } from './capacity/looks.ts';
import { withoutControls } from './controls.ts';
import { cpuByRate, generatorAt } from './cpu-by-block.ts';
import { type LostRate, lostRate } from './lost-rate.ts';
import { type MeanInterval, welchInterval } from './mean-interval.ts';
import { confidenceOfEach } from './ratio.ts';
import type { RunRecord } from './run-record.ts';

export type ChangedMetric = 'cpuUsPerRequest' | 'capacity';

/** One contender in two runs, or two of one run. */
export interface RunChange {
  readonly contender: string;
  /** Whom of the same run it is held against, block by block; absent: itself, in the run before. */
  readonly against?: string;
  readonly metric: ChangedMetric;
  /** At which CPU per request is compared; null of a capacity. */
  readonly ratePerSec: number | null;
  /** CPU-µs per request or capacity per second, one figure for each block that has one; the blocks of two runs are independent of each other. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Of ln(b / a). All intervals hold at once. Null where a run has one block only. */
  readonly logs: MeanInterval | null;
  /** Of this interval alone. */
  readonly confidence: number;
}

export interface RunComparison {
  readonly changes: readonly RunChange[];
  /** Of contenders that fail where `a` held; a gate of their CPU per request fails by it. */
  readonly lost: readonly LostRate[];
  /** Contenders that only one run has, or that have no rate in common, offered by the same generator. */
  readonly leftOut: readonly string[];
  /** Of runs that search: contenders whose capacity one of them does not know. */
  readonly withoutCapacity: readonly string[];
}

type Figures = Pick<RunChange, 'contender' | 'metric' | 'ratePerSec' | 'a' | 'b'>;

/**
 * What became of each contender from run `a` to run `b`: its CPU per request, at the highest rate that both
 * answered in every block, and where both searched for it its capacity.
 */
export function compareRuns(a: RunRecord, b: RunRecord): RunComparison {
  // Controls tell of their own run only.
  const own = withoutControls([...a.contenders, ...b.contenders]);
  const ids = [...new Set(own.map(({ id }) => id))];
  const cpu = ids.flatMap((contender) => cpuFigures(a, b, contender));
  const capacity = bothSearched(a, b) ? ids.flatMap((contender) => capacityFigures(a, b, contender)) : [];
  const shared = [...capacity, ...cpu];
  const confidence = confidenceOfEach(shared.length * Math.max(looksAt(a.scenario), looksAt(b.scenario)));
  const changes = shared.map((one) => {
    const logs = welchInterval(one.a.map(Math.log), one.b.map(Math.log), confidence);
    return { ...one, logs, confidence };
  });
  const without = (figures: readonly Figures[]): string[] =>
    ids.filter((id) => !figures.some(({ contender }) => contender === id));
  const lost = ids.flatMap((contender): LostRate[] => {
    const ratePerSec = lostRate({ record: a, contender }, { record: b, contender });
    return ratePerSec === null ? [] : [{ contender, ratePerSec }];
  });
  return {
    changes,
    lost,
    leftOut: without(cpu),
    withoutCapacity: bothSearched(a, b) ? without(capacity) : [],
  };
}

function cpuFigures(a: RunRecord, b: RunRecord, contender: string): Figures[] {
  const [inA, inB] = [cpuByRate(a, contender), cpuByRate(b, contender)];
  const { policy } = a.scenario;
  // With `auto` the rate at which one generator gives way to the other differs from sitting to sitting.
  const rates = [...inA.keys()].filter(
    (rate) =>
      inB.has(rate) &&
      (policy.kind === 'ladder' || rate === policy.fromPerSec) &&
      generatorAt(a, contender, rate) === generatorAt(b, contender, rate),
  );
  if (rates.length === 0) return [];
  const ratePerSec = Math.max(...rates);
  return [
    {
      contender,
      metric: 'cpuUsPerRequest',
      ratePerSec,
      a: inA.get(ratePerSec) ?? [],
      b: inB.get(ratePerSec) ?? [],
    },
  ];
}

function capacityFigures(a: RunRecord, b: RunRecord, contender: string): Figures[] {
  const [inA, inB] = [a, b].map((run) => capacityByBlock(run).table.get(contender));
  if (inA === undefined || inB === undefined) return [];
  const [numbersA, numbersB] = [inA, inB].map((values) => values.flatMap((value) => value ?? []));
  return [{ contender, metric: 'capacity', ratePerSec: null, a: numbersA ?? [], b: numbersB ?? [] }];
}

function bothSearched(a: RunRecord, b: RunRecord): boolean {
  return [a, b].every(({ scenario }) => scenario.policy.kind === 'capacity');
}
