import { comparedMetrics, intervalsAtOnce } from './compared-metrics.ts';
import { logRatios } from './comparison.ts';
import type { Side } from './contender.ts';
import { lostRate } from './lost-rate.ts';
import { meanInterval } from './mean-interval.ts';
import { confidenceOfEach } from './ratio.ts';
import type { RunChange, RunComparison } from './run-comparison.ts';
import type { ContenderRecord, RunRecord } from './run-record.ts';

export type Sides = Readonly<Record<Side, ContenderRecord>>;

/** The two versions of a run of `ab`; null of any other run. */
export function sidesOf({ contenders }: Pick<RunRecord, 'contenders'>): Sides | null {
  const [a, b] = (['a', 'b'] as const).map((side) => contenders.find((one) => one.side === side));
  return a === undefined || b === undefined ? null : { a, b };
}

/** What side b is against side a of the same run, block by block, with the very intervals of the run's sentences. */
export function compareSides(record: RunRecord, { a, b }: Sides): RunComparison {
  const metrics = record.cpus.rankable ? comparedMetrics(record) : [];
  const confidence = confidenceOfEach(intervalsAtOnce(record, metrics));
  const changes = metrics.flatMap(({ metric, ratePerSec, table }): RunChange[] => {
    const [ofA, ofB] = [table.get(a.id), table.get(b.id)];
    if (ofA === undefined || ofB === undefined) return [];
    const inBoth = ofA.flatMap((value, i) => {
      const other = ofB[i] ?? null;
      return value === null || other === null ? [] : [{ a: value, b: other }];
    });
    const figures = { a: inBoth.map((one) => one.a), b: inBoth.map((one) => one.b) };
    const logs = meanInterval(logRatios(figures.b, figures.a), confidence);
    const which = metric === 'capacity' ? 'capacity' : 'cpuUsPerRequest';
    return [{ contender: b.id, against: a.id, metric: which, ratePerSec, ...figures, logs, confidence }];
  });
  const without = (metric: RunChange['metric']): string[] =>
    changes.some((change) => change.metric === metric) ? [] : [b.id];
  const lost = lostRate({ record, contender: a.id }, { record, contender: b.id });
  return {
    changes,
    lost: lost === null ? [] : [{ contender: b.id, against: a.id, ratePerSec: lost }],
    leftOut: without('cpuUsPerRequest'),
    withoutCapacity: record.scenario.policy.kind === 'capacity' ? without('capacity') : [],
  };
}
