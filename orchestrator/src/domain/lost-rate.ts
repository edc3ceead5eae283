import { isDeepStrictEqual } from 'node:util';
import { generatorAt, wholeBlocks } from './cpu-by-block.ts';
import { failedByItself } from './failed-by-itself.ts';
import { finalStepsByRate } from './findings/final-steps.ts';
import type { RunRecord, StepRecord } from './run-record.ts';

/** A contender in its run. */
export interface InRun {
  readonly record: RunRecord;
  readonly contender: string;
}

/** What somebody no longer holds at all: CPU per request at a lower rate would not show it. */
export interface LostRate {
  readonly contender: string;
  /** Whom of the same run it is held against; absent: itself, in the run before. */
  readonly against?: string;
  readonly ratePerSec: number;
}

/**
 * The lowest rate that `a` held in every block and that `b` failed in every block, or a rate below it, by its
 * own doing. Null: there is none, or server and load shared CPUs, or the objectives differ, or there are
 * fewer than two blocks: of one launch nobody knows what the next would do.
 */
export function lostRate(a: InRun, b: InRun): number | null {
  if (!a.record.cpus.rankable || !b.record.cpus.rankable) return null;
  // Across objectives held and failed are not each other's contrary.
  if (!isDeepStrictEqual(a.record.objective, b.record.objective)) return null;
  const [ofA, ofB] = [stepsByBlock(a), stepsByBlock(b)];
  if (ofA.length < 2 || ofB.length < 2) return null;
  const { policy } = a.record.scenario;
  const offered = [...new Set(ofA.flat().map(({ ratePerSec }) => ratePerSec))];
  const rates = offered.filter(
    (rate) =>
      // Of a search only the first rate is everybody's.
      (policy.kind === 'ladder' || rate === policy.fromPerSec) &&
      ofA.every((steps) => isHeld(steps, rate)) &&
      ofB.every((steps) => isFailed(steps, rate, b.record)) &&
      isOfSameGenerator(a, b, rate),
  );
  return rates.length === 0 ? null : Math.min(...rates);
}

function stepsByBlock({ record, contender }: InRun): StepRecord[][] {
  const steps = finalStepsByRate(record, contender);
  return wholeBlocks(record).map((block) => steps.filter((step) => step.block === block));
}

function isHeld(steps: readonly StepRecord[], rate: number): boolean {
  const there = steps.filter(({ ratePerSec }) => ratePerSec === rate);
  return there.length > 0 && there.every(({ verdict }) => verdict === 'held');
}

/** Where a ladder ended below a rate, what ended it stands for that rate, too. */
function isFailed(steps: readonly StepRecord[], rate: number, { objective }: RunRecord): boolean {
  const highest = steps.findLast(({ ratePerSec }) => ratePerSec <= rate)?.ratePerSec;
  const there = steps.filter(({ ratePerSec }) => ratePerSec === highest);
  return (
    there.length > 0 && there.every((step) => step.verdict === 'failed' && failedByItself(step, objective))
  );
}

/** Of a rate that `b` was not offered any more there is no other. */
function isOfSameGenerator(a: InRun, b: InRun, rate: number): boolean {
  const ofB = generatorAt(b.record, b.contender, rate);
  return ofB === undefined || ofB === generatorAt(a.record, a.contender, rate);
}
