import { withoutControls } from '../controls.ts';
import type { RunRecord } from '../run-record.ts';
import type { CapacitySpec } from '../scenario.ts';
import { blockCapacities, estimateOf } from './contender-capacity.ts';
import { isLook } from './looks.ts';

/** Seconds of a launch: in a contender's first block, and in a later one, which is shorter. */
export interface LaunchTimes {
  readonly firstS: number;
  readonly laterS: number;
}

/** How many blocks of so many contenders a budget has room for. */
export function blocksWithin(budgetS: number, contenders: number, { firstS, laterS }: LaunchTimes): number {
  const restS = budgetS - contenders * firstS;
  return restS < 0 ? 0 : 1 + Math.floor(restS / (contenders * laterS));
}

/** Why a run ends before a block that was planned. */
export type EarlyEnd = 'precise' | 'budget';

/**
 * Whether a capacity run ends before its next block: every contender is known as well as was asked, at
 * one of the looks, or the next block would not fit into the budget by what the last one took. Null:
 * it goes on. From the record alone, so that a resumed run decides the same.
 */
export function endsBeforeBlock(
  record: RunRecord,
  spec: CapacitySpec,
  block: number,
  times: LaunchTimes,
): EarlyEnd | null {
  const done = block - 1;
  if (done < 1) return null;
  if (isLook(done) && isPreciseEnough(record, spec)) return 'precise';
  if (spec.budgetS === null) return null;
  const lastS = launchSeconds(record, done);
  const nextS = done === 1 ? (lastS * times.laterS) / times.firstS : lastS;
  return launchSeconds(record, null) + nextS > spec.budgetS ? 'budget' : null;
}

function isPreciseEnough(record: RunRecord, { precision }: CapacitySpec): boolean {
  return withoutControls(record.contenders).every(({ id }) => {
    const estimate = estimateOf(record, id);
    if (estimate.kind === 'interval') return estimate.halfWidth <= precision;
    // Only noise that passes can make a number of no number: not what stops the measurement, nor a wrong answer.
    const isWrong = record.launches.some(
      ({ contender, contract }) => contender === id && contract === 'failed',
    );
    const results = blockCapacities(record, id).map(({ result }) => result);
    const isOpen = results.every(({ kind }) => kind === 'unknown' || kind === 'found');
    return isWrong || !isOpen;
  });
}

/** Time that launches took, of one block or of all, s. */
export function launchSeconds(record: RunRecord, block: number | null): number {
  return record.launches.reduce((sum, launch) => {
    if (launch.endedAt === null || (block !== null && launch.block !== block)) return sum;
    return sum + (Date.parse(launch.endedAt) - Date.parse(launch.startedAt)) / 1000;
  }, 0);
}
