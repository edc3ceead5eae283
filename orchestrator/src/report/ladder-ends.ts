import type { LadderEnd } from '../domain/claims-of-ladder.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { ladderResults } from './ladder.ts';

/** Where the ladder of a run ended for each of its contenders; none where it searched instead. */
export function ladderEnds(record: RunRecord): LadderEnd[] {
  if (record.scenario.policy.kind !== 'ladder') return [];
  return ladderResults(record)
    .filter(({ contender }) => contender.role !== 'control')
    .map(({ contender, heldTo, stopped }) => ({
      contender: contender.id,
      heldPerSec: heldTo?.ratePerSec ?? null,
      stop: stopped.kind === 'step' ? stopOf(stopped.step) : null,
    }));
}

function stopOf({ ratePerSec, verdict, bottleneck }: RunRecord['steps'][number]): LadderEnd['stop'] {
  return { ratePerSec, verdict, label: bottleneck?.label ?? null };
}
