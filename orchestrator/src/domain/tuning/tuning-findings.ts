import type { SettingName } from '../contender-settings.ts';
import { comparedPairs } from '../findings/differences.ts';
import type { RunRecord } from '../run-record.ts';
import { referenceOf, type TunedSetting, type Tuning } from './tuning.ts';
import { pairsOf, type TuningEffect, type TuningEffects, tuningEffects } from './tuning-effects.ts';

export interface ValueFinding {
  readonly value: string;
  readonly effects: readonly TuningEffect[];
  /** Beside some value of another setting it held a lower rate than the reference did; of a ladder only. */
  readonly heldLess: boolean;
  /** And a higher one, where the service ended the reference's ladder. */
  readonly heldMore: boolean;
  /**
   * `better` and `worse` by intervals that say so, with nothing that says the contrary; `mixed`: both, or one of
   * them beside a rate held that says the contrary; `same`: all of them within the margin, and the same rates
   * held; `open`: nothing can be said.
   */
  readonly outcome: 'better' | 'worse' | 'mixed' | 'same' | 'open';
}

export interface SettingFinding extends TunedSetting {
  readonly against: string;
  /** Of every value but the reference. */
  readonly found: readonly ValueFinding[];
  readonly matters: 'yes' | 'no' | 'unknown';
}

export interface TuningFindings extends TuningEffects {
  readonly settings: readonly SettingFinding[];
  /** A control of this run was not measured as what it is. */
  readonly isDoubtful: boolean;
}

/** The highest rate that a variant held in every block. */
export interface HeldRate {
  /** 0: none. */
  readonly perSec: number;
  /** It may hold more: what ended its ladder was not the service. */
  readonly isLeast: boolean;
}

/** By variant; empty of a search, which has no rungs. */
export type HeldRates = ReadonlyMap<string, HeldRate>;

/** Which settings matter, and which values are better than what stands. */
export function tuningFindings(record: RunRecord, tuning: Tuning, held: HeldRates): TuningFindings {
  const all = tuningEffects(record, tuning);
  return {
    ...all,
    settings: tuning.settings.map((tuned) => findingOf(tuning, tuned, all.effects, held)),
    isDoubtful: comparedPairs(record).some((one) => one.isDoubtful),
  };
}

function findingOf(
  tuning: Tuning,
  tuned: TunedSetting,
  all: readonly TuningEffect[],
  held: HeldRates,
): SettingFinding {
  const { setting } = tuned;
  const against = referenceOf(tuned);
  const found = tuned.values
    .filter((value) => value !== against)
    .map((value): ValueFinding => {
      const effects = all.filter((one) => one.setting === setting && one.value === value);
      const pairs = pairsOf(tuning, setting, value, against);
      const heldLess = pairs.some(({ variant, other }) => isLess(held.get(variant), held.get(other)));
      const heldMore = pairs.some(({ variant, other }) => isLess(held.get(other), held.get(variant)));
      return { value, effects, heldLess, heldMore, outcome: outcomeOf(effects, heldLess, heldMore) };
    });
  return { ...tuned, against, found, matters: mattersBy(found) };
}

function mattersBy(found: readonly ValueFinding[]): SettingFinding['matters'] {
  if (found.some(({ outcome }) => outcome === 'better' || outcome === 'worse' || outcome === 'mixed'))
    return 'yes';
  return found.every(({ outcome }) => outcome === 'same') ? 'no' : 'unknown';
}

function outcomeOf(
  effects: readonly TuningEffect[],
  heldLess: boolean,
  heldMore: boolean,
): ValueFinding['outcome'] {
  const signs = effects.map(signOf);
  const [gains, loses] = [signs.includes('better'), signs.includes('worse')];
  if (gains) return loses || heldLess ? 'mixed' : 'better';
  if (loses) return heldMore ? 'mixed' : 'worse';
  // A rung more or less has no interval: it takes a recommendation away, and makes none.
  const heldTheSame = !heldLess && !heldMore;
  return signs.length > 0 && heldTheSame && signs.every((sign) => sign === 'same') ? 'same' : 'open';
}

function signOf({ metric, interval }: TuningEffect): 'better' | 'worse' | 'same' | 'open' {
  if (interval === null || interval.verdict === 'cannot-be-separated') return 'open';
  if (interval.verdict === 'equivalent') return 'same';
  // Less CPU and less waiting are better, less capacity is not.
  return interval.ratio < 1 === (metric !== 'capacity') ? 'better' : 'worse';
}

function isLess(one: HeldRate | undefined, other: HeldRate | undefined): boolean {
  return one !== undefined && other !== undefined && !one.isLeast && one.perSec < other.perSec;
}

/** What to change, where intervals say so: of each setting the values that are better than what stands. */
export function recommended({ settings, isDoubtful }: TuningFindings): {
  readonly setting: SettingName;
  readonly against: string;
  readonly values: readonly string[];
}[] {
  if (isDoubtful) return [];
  return settings.flatMap(({ setting, against, found }) => {
    const values = found.flatMap(({ value, outcome }) => (outcome === 'better' ? [value] : []));
    return values.length === 0 ? [] : [{ setting, against, values }];
  });
}
