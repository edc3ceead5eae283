import { stoppedBy } from './capacity/stopped-by.ts';
import { type BlockTable, logRatios } from './comparison.ts';
import { meanInterval } from './mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from './ratio.ts';
import type { ContenderRecord, RunRecord } from './run-record.ts';

/** A duplicate of a contender whose ratio to it is known beforehand. */
export interface Control {
  readonly control: string;
  readonly of: string;
  /** So much more CPU per request, as a share; 0: the same again. */
  readonly slowedBy: number;
  /** What control over original is by construction; null: that is not known. */
  readonly known: number | null;
}

export interface ControlFinding extends Control, Omit<Ratio, 'verdict'> {
  readonly finding:
    | 'no-difference'
    /** What it should be is not known. */
    | 'not-known'
    /** A difference is seen where there is none. */
    | 'false-difference'
    | 'seen'
    /** It stands out, but intervals as wide part fewer than half of differences of its size from none. */
    | 'seen-by-luck'
    | 'not-separated'
    /** The interval excludes what is known: what is measured is not what was made. */
    | 'not-as-known';
}

/** Contenders that are compared: controls tell of the run, not of themselves. */
export function withoutControls(contenders: readonly ContenderRecord[]): readonly ContenderRecord[] {
  return contenders.filter(({ role }) => role !== 'control');
}

/**
 * The controls of a run, the duplicate first. One that is slowed has more CPU per request, and so much
 * less capacity where the CPU is what limits both; where something else does, by how much is not known.
 */
export function controlsOf(record: RunRecord, metric: 'cpu' | 'capacity'): Control[] {
  const known = (id: string, of: string, slowedBy: number): number | null => {
    if (metric === 'cpu' || slowedBy === 0) return 1 + slowedBy;
    return [id, of].every((one) => isLimitedByCpu(record, one)) ? 1 / (1 + slowedBy) : null;
  };
  return record.contenders
    .flatMap(({ id, control }) => (control === undefined ? [] : [{ control: id, ...control }]))
    .sort((a, b) => a.slowedBy - b.slowedBy)
    .map(({ control, of, slowedBy }) => ({ control, of, slowedBy, known: known(control, of, slowedBy) }));
}

function isLimitedByCpu(record: RunRecord, contender: string): boolean {
  const stop = stoppedBy(record.steps.filter((step) => step.final && step.contender === contender));
  // As of a claim: the most frequent of several causes is an accident.
  return stop?.label === 'service-cpu' && stop.share > 0.5;
}

/**
 * What the controls of a run say of its differences, by the intervals that those have: in every block
 * ln control − ln original, with so many intervals right `atOnce`, theirs among them. A control that
 * the table does not have, or that it has in one block only, says nothing.
 */
export function judgeControls(
  table: BlockTable,
  controls: readonly Control[],
  atOnce: number,
): ControlFinding[] {
  const confidence = confidenceOfEach(atOnce);
  return controls.flatMap((control) => {
    const [made, original] = [table.get(control.control), table.get(control.of)];
    if (made === undefined || original === undefined) return [];
    const interval = meanInterval(logRatios(made, original), confidence);
    if (interval === null) return [];
    const { verdict, ...ratio } = ratioOf(interval);
    return [{ ...control, ...ratio, finding: findingOf(control, ratio, verdict) }];
  });
}

function findingOf(
  { known }: Control,
  { ratio, low, high }: Omit<Ratio, 'verdict'>,
  verdict: Ratio['verdict'],
): ControlFinding['finding'] {
  const differs = verdict === 'differs';
  if (known === null) return 'not-known';
  if (known === 1) return differs ? 'false-difference' : 'no-difference';
  if (known < low || known > high) return 'not-as-known';
  if (!differs) return 'not-separated';
  return high / ratio < Math.max(known, 1 / known) ? 'seen' : 'seen-by-luck';
}
