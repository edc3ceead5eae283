import { withoutControls } from '../controls.ts';
import { wholeBlocks } from '../cpu-by-block.ts';
import { meanInterval, varianceOf } from '../mean-interval.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import type { Scenario } from '../scenario.ts';
import { launchResult } from './capacity-policy.ts';
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
  return blocks.flatMap((block) => {
    const here = launches.filter((launch) => launch.block === block);
    const isOpen = here.at(-1)?.state === 'running' || here.at(-1)?.state === 'interrupted';
    if (isOpen) return [];
    // Who answered wrongly has shown nothing.
    const isWrong = here.some(({ contract }) => contract === 'failed');
    return [{ block, result: isWrong ? UNKNOWN : launchResult(stepsOf(record, contender, block)) }];
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
  if (least.length > 0) return { kind: 'at-least', perSec: Math.min(...least, ...found) };
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
  /** Of each contender its capacity in every whole block. */
  readonly table: ReadonlyMap<string, readonly number[]>;
  /** Contenders without a number in every whole block. */
  readonly leftOut: readonly string[];
}

/** Capacities side by side, block by block, for a comparison; of `ids`, or of all but controls. */
export function capacityByBlock(
  record: RunRecord,
  ids: readonly string[] = withoutControls(record.contenders).map(({ id }) => id),
): CapacityTable {
  const blocks = wholeBlocks(record);
  const table = new Map<string, readonly number[]>();
  for (const id of ids) {
    const byBlock = new Map(blockCapacities(record, id).map(({ block, result }) => [block, result]));
    const values = blocks.flatMap((block) => {
      const result = byBlock.get(block);
      return result?.kind === 'found' ? [result.perSec] : [];
    });
    if (values.length === blocks.length && blocks.length > 0) table.set(id, values);
  }
  return { table, leftOut: ids.filter((id) => !table.has(id)) };
}

function stepsOf(record: RunRecord, contender: string, block: number): StepRecord[] {
  return record.steps.filter((step) => step.final && step.contender === contender && step.block === block);
}
