import { withoutControls } from './controls.ts';
import type { RunRecord } from './run-record.ts';
import { meanOf } from './statistics.ts';

/** CPU-µs per request: of each contender a figure for each whole block. */
export type CpuByContender = ReadonlyMap<string, readonly number[]>;

export interface CpuTable {
  readonly ratePerSec: number;
  readonly table: CpuByContender;
  /** Contenders with no rate in common with the others. */
  readonly leftOut: readonly string[];
}

/**
 * CPU-µs per request at the highest rate that every contender answered in every block, of a search at the
 * first rate of every launch, controls aside; null: there is none.
 */
export function cpuByBlock(record: RunRecord): CpuTable | null {
  const ids = withoutControls(record.contenders).map(({ id }) => id);
  const byContender = ids.map((id) => ({ id, rates: cpuByRate(record, id) }));
  const { policy } = record.scenario;
  // Of a search only the first rate is everybody's: who missed it once does not keep others from being compared.
  const isCompared = (rates: ReadonlyMap<number, unknown>): boolean =>
    policy.kind === 'capacity' ? rates.has(policy.fromPerSec) : rates.size > 0;
  const compared = byContender.filter(({ rates }) => isCompared(rates));
  const [first] = compared;
  if (first === undefined) return null;
  const offered = policy.kind === 'capacity' ? [policy.fromPerSec] : [...first.rates.keys()];
  const common = offered.filter((rate) => compared.every(({ rates }) => rates.has(rate)));
  if (common.length === 0) return null;
  const ratePerSec = Math.max(...common);
  return {
    ratePerSec,
    table: new Map(compared.map(({ id, rates }) => [id, rates.get(ratePerSec) as readonly number[]])),
    leftOut: byContender.filter(({ rates }) => !isCompared(rates)).map(({ id }) => id),
  };
}

/** CPU-µs per request at one rate, of those of `ids` that answered it in every whole block. */
export function cpuAt(record: RunRecord, ids: readonly string[], ratePerSec: number): CpuByContender {
  const values = ids.map((id) => [id, cpuByRate(record, id).get(ratePerSec)] as const);
  return new Map(values.flatMap(([id, found]) => (found === undefined ? [] : [[id, found]])));
}

/**
 * Of one contender, at each rate it answered in every whole block, one figure for each of them.
 * Steps that failed do not count: errors and timeouts cost something else than answers do.
 */
export function cpuByRate(record: RunRecord, contender: string): Map<number, readonly number[]> {
  const wrong = record.launches.some(
    (launch) => launch.contender === contender && launch.contract === 'failed',
  );
  const usable = record.steps.filter(
    (step) =>
      step.contender === contender &&
      step.final &&
      (step.verdict === 'held' || step.verdict === 'undecided') &&
      (step.server.cpuUsPerRequest ?? 0) > 0,
  );
  const blocks = wholeBlocks(record);
  const found = new Map<number, readonly number[]>();
  for (const [rate, steps] of wrong ? [] : Map.groupBy(usable, (step) => step.ratePerSec)) {
    const values = blocks.flatMap((block) => {
      const at = steps.filter((step) => step.block === block);
      // A rate that comes twice in a launch (a spike has one) is still one launch.
      return meanOf(at.map((step) => step.server.cpuUsPerRequest as number)) ?? [];
    });
    if (values.length === blocks.length && blocks.length > 0) found.set(rate, values);
  }
  return found;
}

/** Which load generator offered a rate to a contender, or `undefined` where none did. */
export function generatorAt(record: RunRecord, contender: string, ratePerSec: number): string | undefined {
  return record.steps.find(
    (step) => step.final && step.contender === contender && step.ratePerSec === ratePerSec,
  )?.generator.name;
}

/** Blocks in which every contender was launched; a run that was interrupted leaves one that is not whole. */
export function wholeBlocks(record: RunRecord): number[] {
  const ended = record.launches.filter(({ state }) => state !== 'interrupted' && state !== 'running');
  const launched = Map.groupBy(ended, (launch) => launch.block);
  return [...launched]
    .filter(([, launches]) =>
      record.contenders.every(({ id }) => launches.some((launch) => launch.contender === id)),
    )
    .map(([block]) => block)
    .sort((a, b) => a - b);
}
