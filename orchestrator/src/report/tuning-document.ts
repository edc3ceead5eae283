import { THRESHOLDS } from '../domain/thresholds.ts';
import { variantsOf } from '../domain/tuning/tuning.ts';
import { recommended } from '../domain/tuning/tuning-findings.ts';
import { heldWith, type ShownTuning } from './shown-tuning.ts';

/** The one document of `tune --output json`. */
export function tuningDocument(shown: ShownTuning): object {
  const { record, tuning, blocks, intervals, settings, held } = shown;
  return {
    schema: 1,
    kind: 'tuning',
    run: record.id,
    of: tuning.of,
    blocks,
    confidence: THRESHOLDS.comparisonConfidence.value,
    intervals,
    settings: settings.map(({ setting, own, against, matters, found }) => ({
      setting,
      own,
      against,
      matters,
      held: heldWith(shown, setting, against),
      values: found.map(({ value, outcome, heldLess, heldMore, effects }) => ({
        value,
        outcome,
        held: heldWith(shown, setting, value),
        heldLess,
        heldMore,
        effects: effects.map(({ metric, ratePerSec, pairs, pairsThereAre, ratio, interval }) => ({
          metric,
          ratePerSec,
          pairs,
          pairsThereAre,
          ratio,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          verdict: interval?.verdict ?? null,
        })),
      })),
    })),
    recommended: recommended(shown),
    variants: variantsOf(tuning).map(({ id, values }) => ({ id, values, held: held.get(id) ?? null })),
  };
}
