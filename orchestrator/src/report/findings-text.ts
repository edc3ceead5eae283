import type { Climb, Findable } from '../domain/findings/finding.ts';
import { type Finding, findingsOf } from '../domain/findings/findings.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { findingWords } from './finding-words.ts';
import { ladderResults } from './ladder.ts';
import { cleanText } from './text/clean-text.ts';

/** A finding as it is shown. */
export type ToldFinding = Finding & { readonly sentence: string };

/** What a run shows, the most important first. Without its logs nothing is said of what they repeat. */
export function findings(run: Omit<Findable, 'climbs'>): ToldFinding[] {
  return findingsOf({ ...run, climbs: climbsOf(run.record) }).map((finding) => ({
    ...finding,
    sentence: cleanText(findingWords(finding)),
  }));
}

export function findingTexts(found: readonly ToldFinding[]): string[] {
  return found.map(({ sentence }) => sentence);
}

function climbsOf(record: RunRecord): Climb[] {
  if (record.scenario.policy.kind !== 'ladder') return [];
  return ladderResults(record)
    .filter(({ contender }) => contender.role !== 'control')
    .map(({ contender, heldTo, stopped }) => ({
      contender: contender.id,
      heldPerSec: heldTo?.ratePerSec ?? null,
      top: stopped.kind === 'nothing',
      stop: stopped.kind === 'step' ? stopped.step : null,
    }));
}
