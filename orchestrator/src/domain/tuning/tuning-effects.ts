import { capacityByBlock } from '../capacity/contender-capacity.ts';
import { looksAt } from '../capacity/looks.ts';
import { type BlockTable, logRatios } from '../comparison.ts';
import type { SettingName } from '../contender-settings.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import { meanInterval } from '../mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from '../ratio.ts';
import type { RunRecord } from '../run-record.ts';
import { meanOf } from '../statistics.ts';
import { cpuFigure, figuresByBlock, p99Figure } from './figures-by-block.ts';
import { referenceOf, type Tuning, variantId, variantsOf } from './tuning.ts';

export type TuningMetric = 'cpu' | 'p99' | 'capacity';

/** What one value of a setting does against another, whatever the other settings are. */
export interface TuningEffect {
  readonly setting: SettingName;
  readonly value: string;
  readonly against: string;
  readonly metric: TuningMetric;
  /** At which rate; null of a capacity. */
  readonly ratePerSec: number | null;
  /** Pairs of launches in a block, of variants that differ in this setting only, that have figures; of so many. */
  readonly pairs: number;
  readonly pairsThereAre: number;
  /** Geometric mean of `value` over `against`. */
  readonly ratio: number;
  /** Null where the pairs are of fewer than two blocks: launches of one block do not tell what another does. */
  readonly interval: Ratio | null;
}

export interface TuningEffects {
  readonly effects: readonly TuningEffect[];
  /** In all, right at once with the confidence of the threshold. */
  readonly intervals: number;
}

/**
 * Every value of every setting against its reference, by every metric. The logarithms of all pairs, in every
 * block, are taken for one sample, with Student's t. Where the pairs are not equally noisy, or the effect
 * is not the same beside other settings, that interval is too wide rather than too narrow: long tails make t
 * conservative (Benjamini, "Is the t test really conservative when the parent distribution is
 * long-tailed?", JASA 78, 1983), and a test simulates it. All of them hold at once by Bonferroni (Dunn,
 * JASA 56, 1961), which asks nothing of how they depend on each other: those of a setting share its reference.
 */
export function tuningEffects(record: RunRecord, tuning: Tuning): TuningEffects {
  if (!record.cpus.rankable) return { effects: [], intervals: 0 };
  const blocks = wholeBlocks(record).length;
  const samples = figuresOf(record, tuning).flatMap((figures) => samplesOf(tuning, figures, blocks));
  const intervals = samples.filter(hasInterval).length * looksAt(record.scenario);
  const confidence = confidenceOfEach(intervals);
  const effects = samples.map(({ logs, blocksOfPairs, ...sample }): TuningEffect => {
    const interval = hasInterval({ blocksOfPairs }) ? meanInterval(logs, confidence) : null;
    return {
      ...sample,
      ratio: Math.exp(meanOf(logs) as number),
      interval: interval === null ? null : ratioOf(interval),
    };
  });
  return { effects, intervals };
}

/** Of a value of a setting: the variants with it, each beside the one that differs in this setting only. */
export function pairsOf(
  tuning: Tuning,
  setting: SettingName,
  value: string,
  against: string,
): { readonly variant: string; readonly other: string }[] {
  return variantsOf(tuning)
    .filter(({ values }) => values.some((one) => one.setting === setting && one.value === value))
    .map(({ id, values }) => {
      const changed = values.map((one) => (one.setting === setting ? { setting, value: against } : one));
      return { variant: id, other: variantId(tuning.of, changed) };
    });
}

interface Figures {
  readonly metric: TuningMetric;
  readonly ratePerSec: number | null;
  readonly table: BlockTable;
}

function figuresOf(record: RunRecord, tuning: Tuning): Figures[] {
  const ids = variantsOf(tuning).map(({ id }) => id);
  const cpu = figuresByBlock(record, ids, cpuFigure);
  const isSearch = record.scenario.policy.kind === 'capacity';
  const p99 = isSearch ? null : figuresByBlock(record, ids, p99Figure);
  return [
    ...(cpu === null ? [] : [{ ...cpu, metric: 'cpu' as const }]),
    ...(p99 === null ? [] : [{ ...p99, metric: 'p99' as const }]),
    ...(isSearch
      ? [{ metric: 'capacity' as const, ratePerSec: null, table: capacityByBlock(record, ids).table }]
      : []),
  ];
}

interface Sample extends Omit<TuningEffect, 'ratio' | 'interval'> {
  readonly logs: readonly number[];
  /** How many blocks have a pair. */
  readonly blocksOfPairs: number;
}

function hasInterval({ blocksOfPairs }: Pick<Sample, 'blocksOfPairs'>): boolean {
  return blocksOfPairs >= 2;
}

function samplesOf(tuning: Tuning, { metric, ratePerSec, table }: Figures, blocks: number): Sample[] {
  return tuning.settings.flatMap((tuned) => {
    const against = referenceOf(tuned);
    const others = tuned.values.filter((value) => value !== against);
    return others.flatMap((value): Sample[] => {
      const { setting } = tuned;
      const all = pairsOf(tuning, setting, value, against);
      const byBlock = Array.from({ length: blocks }, (_, block) => {
        const at = (id: string): readonly (number | null)[] => [table.get(id)?.[block] ?? null];
        return all.flatMap(({ variant, other }) => logRatios(at(variant), at(other)));
      });
      const logs = byBlock.flat();
      const blocksOfPairs = byBlock.filter((ratios) => ratios.length > 0).length;
      const counts = { pairs: logs.length, pairsThereAre: all.length * blocks, blocksOfPairs };
      return logs.length === 0 ? [] : [{ setting, value, against, metric, ratePerSec, ...counts, logs }];
    });
  });
}
