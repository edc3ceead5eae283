import type { BlockTable } from '../comparison.ts';
import { withoutControls } from '../controls.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import { meanInterval, varianceOf } from '../mean-interval.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import type { Scenario } from '../scenario.ts';
import { launchResults } from './capacity-policy.ts';
import { type Grade, gradeOf } from './grade.ts';
import { confidenceOfLook } from './looks.ts';
import { searchResolution } from './resolution.ts';
import type { SearchResult } from './search.ts';

export interface BlockCapacity {
  readonly block: number;
  readonly result: SearchResult;
}

/** What a run says of one contender's capacity. */
export type CapacityEstimate =
  | {
      readonly kind: 'interval';
      /** Geometric mean over launches. */
      readonly perSec: number;
      /** Lower by what the steps of the search cannot see, beside what launches differ by. */
      readonly low: number;
      readonly high: number;
      /** To the wider side, as a share of `perSec`. */
      readonly halfWidth: number;
      readonly grade: Grade;
      /** Standard deviation of launches' ln capacity. */
      readonly sd: number;
    }
  /** One launch: a number without an interval. */
  | { readonly kind: 'once'; readonly perSec: number }
  | { readonly kind: 'at-least'; readonly perSec: number }
  | { readonly kind: 'held-nothing'; readonly downToPerSec: number }
  | { readonly kind: 'unknown' };

/** What each launch of a contender showed, block by block; a launch that was interrupted is left out. */
export function blockCapacities(record: RunRecord, contender: string): BlockCapacity[] {
  const launches = record.launches.filter((launch) => launch.contender === contender);
  const blocks = [...new Set(launches.map(({ block }) => block))].sort((a, b) => a - b);
  const results = launchResults(blocks.map((block) => stepsOf(record, contender, block)));
  return blocks.flatMap((block, i) => {
    const here = launches.filter((launch) => launch.block === block);
    const isOpen = here.at(-1)?.state === 'running' || here.at(-1)?.state === 'interrupted';
    if (isOpen) return [];
    // Who answered wrongly has shown nothing.
    const isWrong = here.some(({ contract }) => contract === 'failed');
    return [{ block, result: isWrong ? UNKNOWN : (results[i] ?? UNKNOWN) }];
  });
}

const UNKNOWN: SearchResult = { kind: 'unknown' };

/**
 * The launch is the unit: Student's t on the launches' ln capacities. A number only where every launch
 * that could be judged found one; where any was stopped by the measurement, at least what the least of them held.
 */
export function capacityEstimate(
  blocks: readonly BlockCapacity[],
  scenario: Pick<Scenario, 'blocks' | 'objective' | 'step'>,
): CapacityEstimate {
  const results = blocks.map(({ result }) => result).filter(({ kind }) => kind !== 'unknown');
  const found = results.flatMap((result) => (result.kind === 'found' ? [result.perSec] : []));
  const least = results.flatMap((result) => (result.kind === 'at-least' ? [result.perSec] : []));
  const nothing = results.flatMap((result) => (result.kind === 'held-nothing' ? [result.downToPerSec] : []));
  if (nothing.length > 0) {
    const all = nothing.length === results.length;
    return all ? { kind: 'held-nothing', downToPerSec: Math.min(...nothing) } : { kind: 'unknown' };
  }
  if (least.length > 0) {
    // A single step may be held by luck, and sees no overload below the resolution.
    const perSec = Math.min(...least, ...found) / (1 + searchResolution(scenario));
    return { kind: 'at-least', perSec };
  }
  const logs = found.map(Math.log);
  const interval = meanInterval(logs, confidenceOfLook(scenario.blocks));
  if (interval === null) {
    const [only] = found;
    return only === undefined ? { kind: 'unknown' } : { kind: 'once', perSec: only };
  }
  const high = Math.exp(interval.high);
  const low = Math.exp(interval.low) / (1 + searchResolution(scenario));
  const perSec = Math.exp(interval.mean);
  const halfWidth = Math.max(high / perSec, perSec / low) - 1;
  return {
    kind: 'interval',
    perSec,
    low,
    high,
    halfWidth,
    grade: gradeOf(halfWidth),
    sd: Math.sqrt(varianceOf(logs)),
  };
}

/** What a run says of one contender. */
export function estimateOf(record: RunRecord, contender: string): CapacityEstimate {
  return capacityEstimate(blockCapacities(record, contender), record.scenario);
}

export interface CapacityTable {
  /** Of each contender its capacity in every whole block; null: that launch could not be judged. */
  readonly table: BlockTable;
  /** Contenders without a number, or with a launch that showed something else than one. */
  readonly leftOut: readonly string[];
}

/** Capacities side by side, block by block, for a comparison; of `ids`, or of all but controls. */
export function capacityByBlock(
  record: RunRecord,
  ids: readonly string[] = withoutControls(record.contenders).map(({ id }) => id),
): CapacityTable {
  const table = new Map(
    ids.flatMap((id) => {
      const values = comparable(record, id);
      return values === null ? [] : [[id, values] as const];
    }),
  );
  return { table, leftOut: ids.filter((id) => !table.has(id)) };
}

/**
 * Noise takes a launch out of a comparison and no more: it does not ask how much a contender holds. A
 * launch that was at its generator's end, or held nothing, does, so without it the rest would flatter or wrong it.
 */
function comparable(record: RunRecord, id: string): (number | null)[] | null {
  const isWrong = record.launches.some((launch) => launch.contender === id && launch.contract === 'failed');
  const byBlock = new Map(blockCapacities(record, id).map(({ block, result }) => [block, result]));
  const results = wholeBlocks(record).map((block) => byBlock.get(block) ?? UNKNOWN);
  if (isWrong || results.some(({ kind }) => kind === 'at-least' || kind === 'held-nothing')) return null;
  const values = results.map((result) => (result.kind === 'found' ? result.perSec : null));
  return values.every((value) => value === null) ? null : values;
}

function stepsOf(record: RunRecord, contender: string, block: number): StepRecord[] {
  return record.steps.filter((step) => step.final && step.contender === contender && step.block === block);
}
