import type { SettingName } from '../domain/contender-settings.ts';
import { wholeBlocks } from '../domain/cpu-by-block.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { type SameWorkers, sameWorkers } from '../domain/tuning/same-workers.ts';
import { type Tuning, variantsOf } from '../domain/tuning/tuning.ts';
import {
  type HeldRate,
  type HeldRates,
  type TuningFindings,
  tuningFindings,
} from '../domain/tuning/tuning-findings.ts';
import { ladderResults, type Stop } from './ladder.ts';
import { isStoppedByMeasurement } from './ladder-words.ts';

/** What a run of `tune` says of settings, ready for words. */
export interface ShownTuning extends TuningFindings {
  readonly record: RunRecord;
  readonly tuning: Tuning;
  /** Whole ones. */
  readonly blocks: number;
  readonly held: HeldRates;
  readonly sameWorkers: readonly SameWorkers[];
}

/** Null of a run that tries no settings. */
export function shownTuning(record: RunRecord): ShownTuning | null {
  const { tuning } = record;
  if (tuning === undefined) return null;
  const held = heldRates(record);
  return {
    ...tuningFindings(record, tuning, held),
    record,
    tuning,
    blocks: wholeBlocks(record).length,
    held,
    sameWorkers: sameWorkers(record, tuning),
  };
}

/** The variants with a value that held least and most; null of a search. */
export function heldWith(
  { tuning, held }: ShownTuning,
  setting: SettingName,
  value: string,
): { readonly lowest: HeldRate; readonly highest: HeldRate } | null {
  const sorted = variantsOf(tuning)
    .filter(({ values }) => values.some((one) => one.setting === setting && one.value === value))
    .flatMap(({ id }) => held.get(id) ?? [])
    // Of two at the same rate, the one that ended there is the lower.
    .sort((a, b) => a.perSec - b.perSec || Number(a.isLeast) - Number(b.isLeast));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  return lowest === undefined || highest === undefined ? null : { lowest, highest };
}

function heldRates(record: RunRecord): HeldRates {
  // A search has no rungs: its capacities are compared instead.
  if (record.scenario.policy.kind !== 'ladder') return new Map();
  return new Map(
    ladderResults(record).map(({ contender, heldTo, stopped }) => [
      contender.id,
      { perSec: heldTo?.ratePerSec ?? 0, isLeast: !isEnd(stopped) },
    ]),
  );
}

/** Whether the service, or its failing to start, is what ended a ladder. */
function isEnd(stopped: Stop): boolean {
  return stopped.kind === 'launch' || (stopped.kind === 'step' && !isStoppedByMeasurement(stopped));
}
