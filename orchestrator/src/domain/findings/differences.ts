import {
  type ComparedMetric,
  comparedMetrics,
  controlFindings,
  intervalsAtOnce,
} from '../compared-metrics.ts';
import { type ComparedPair, compareContenders } from '../comparison.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import type { RunRecord } from '../run-record.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Evidence, Findable, Found } from './finding.ts';

/** Which differences are real, by one metric. */
export interface DifferencesFinding extends Found<'differences'> {
  readonly metric: ComparedMetric['metric'];
  readonly ratePerSec: number | null;
  /** In which pairs have numbers of both: those with the fewest, and those with the most. */
  readonly blocks: readonly [fewest: number, most: number];
  /** The largest first. */
  readonly differing: readonly ComparedPair[];
  /** Of these two those first of which most is known. */
  readonly equivalent: readonly ComparedPair[];
  readonly open: readonly ComparedPair[];
  /** A control of this run was not measured as what it is. */
  readonly isDoubtful: boolean;
}

export interface ComparedPairs {
  readonly metric: ComparedMetric;
  /** With the very intervals of the run's sentences, which all hold at once. */
  readonly pairs: readonly ComparedPair[];
  readonly isDoubtful: boolean;
}

/** Only where something can be said of a pair: that none can be separated, the comparison says already. */
export function differences({ record }: Findable): DifferencesFinding[] {
  return comparedPairs(record)
    .filter(saysSomething)
    .map(({ metric: { metric, ratePerSec }, pairs, isDoubtful }) => {
      const of = (verdict: ComparedPair['verdict']): ComparedPair[] =>
        pairs.filter((pair) => pair.verdict === verdict).sort((a, b) => widthOf(a) - widthOf(b));
      return {
        id: 'differences',
        contenders: [...new Set(pairs.flatMap(({ a, b }) => [a, b]))],
        evidence: evidenceOf(pairs),
        chart: metric === 'cpu' ? 'cpu-per-request' : 'capacity',
        metric,
        ratePerSec,
        blocks: [
          Math.min(...pairs.map(({ blocks }) => blocks)),
          Math.max(...pairs.map(({ blocks }) => blocks)),
        ],
        differing: of('differs').sort((a, b) => sizeOf(b) - sizeOf(a)),
        equivalent: of('equivalent'),
        open: of('cannot-be-separated'),
        isDoubtful,
      };
    });
}

/** Of each metric that was compared. */
export function comparedPairs(record: RunRecord): ComparedPairs[] {
  if (!record.cpus.rankable || wholeBlocks(record).length < 2) return [];
  const metrics = comparedMetrics(record);
  const atOnce = intervalsAtOnce(record, metrics);
  return metrics.flatMap((metric) => {
    const comparison = compareContenders(metric.table, atOnce);
    if (comparison === null) return [];
    const isDoubtful = controlFindings(metric, atOnce).some(
      ({ finding }) => finding === 'false-difference' || finding === 'not-as-known',
    );
    return [{ metric, pairs: comparison.pairs, isDoubtful }];
  });
}

function saysSomething({ pairs }: ComparedPairs): boolean {
  return pairs.some(({ verdict }) => verdict !== 'cannot-be-separated');
}

function evidenceOf(pairs: readonly ComparedPair[]): Evidence {
  return Object.fromEntries([
    ...pairs.flatMap(({ a, b, ratio, low, high }): [string, number][] => [
      [`ratio ${a} / ${b}`, ratio],
      [`ratio ${a} / ${b}, low`, low],
      [`ratio ${a} / ${b}, high`, high],
    ]),
    ['confidence', THRESHOLDS.comparisonConfidence.value],
  ]);
}

function widthOf({ low, high }: ComparedPair): number {
  return high / low;
}

function sizeOf({ ratio }: ComparedPair): number {
  return Math.abs(Math.log(ratio));
}
