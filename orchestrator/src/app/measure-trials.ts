import { LabError } from '../domain/errors.ts';
import { saidLabel } from '../domain/truth/cases-of-bottlenecks.ts';
import {
  hasTimeFor,
  leftS,
  MOST_ATTEMPTS,
  type PlannedTrial,
  type ValidationMode,
} from '../domain/truth/trial-plan.ts';
import type { TrialRecord } from '../domain/truth/validation-schema.ts';
import { measureSearch } from '../lab/measure-search.ts';
import { measureTruth, type TruthBench } from '../lab/measure-truth.ts';

export interface Measuring {
  readonly mode: ValidationMode;
  /** A trial is over: what came of it, and how long the rest takes. */
  readonly onTrial: (planned: PlannedTrial, trial: TrialRecord, remainingS: number) => void;
  readonly spentS: () => number;
}

/**
 * What noise has spoilt is measured again when everything else has been, as often as there is time for
 * it: noise comes in spells. What is wrong stays wrong.
 */
export async function measureTrials(
  bench: TruthBench,
  planned: readonly PlannedTrial[],
  { mode, spentS, onTrial }: Measuring,
): Promise<ReadonlyMap<PlannedTrial, TrialRecord>> {
  const trials = new Map<PlannedTrial, TrialRecord>();
  let open = planned;
  for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
    for (const [i, one] of open.entries()) {
      if (attempts > 1 && !hasTimeFor(one, spentS(), mode)) continue;
      const trial = { ...(await measured(bench, one)), attempts };
      trials.set(one, trial);
      onTrial(one, trial, leftS(open.slice(i + 1)));
    }
    open = open.filter((one) => trials.get(one)?.outcome === 'noise');
  }
  return trials;
}

async function measured(bench: TruthBench, planned: PlannedTrial): Promise<Omit<TrialRecord, 'attempts'>> {
  try {
    const record = planned.kind === 'step' ? await ofStep(bench, planned) : await ofSearch(bench, planned);
    if (!bench.signal.aborted) return record;
  } catch (error) {
    if (!bench.signal.aborted) throw error;
  }
  throw interrupted();
}

async function ofStep(bench: TruthBench, { truthCase, trial }: Extract<PlannedTrial, { kind: 'step' }>) {
  const seen = await measureTruth(bench, trial);
  return { ...truthCase.judge(seen), verdict: seen.record.verdict, label: saidLabel(seen.record) };
}

async function ofSearch(bench: TruthBench, { truthCase, trial }: Extract<PlannedTrial, { kind: 'search' }>) {
  const seen = await measureSearch(bench, trial);
  return { ...truthCase.judge(seen), verdict: null, label: 'none' as const };
}

function interrupted(): LabError {
  return new LabError('LAB_INTERRUPTED', 'It was interrupted, and half a card is none.', {
    fix: ['start it again when you like; nothing is left to clean up'],
  });
}
