import type { RunRecord } from '../../domain/run-record.ts';
import { capacityRows } from '../capacity-rows.ts';
import { capacityHeadline } from '../capacity-words.ts';
import { ladderResults } from '../ladder.ts';
import { ladderWords } from '../ladder-words.ts';
import { objectiveWords } from '../run-notes.ts';

/** What came out, in one sentence: every contender's figure, and under which objective. It ranks nobody. */
export function headline(record: RunRecord): string {
  const isSearch = record.scenario.policy.kind === 'capacity';
  const figures = isSearch
    ? capacityRows(record).map((row) => ({ role: row.contender.role, text: capacityHeadline(row) }))
    : ladderResults(record).map((result) => {
        const { contender, heldTo } = ladderWords(result);
        return { role: result.contender.role, text: `${contender} ${heldTo === '-' ? 'no rate' : heldTo}` };
      });
  const shown = figures
    .filter(({ role }) => role !== 'control')
    .map(({ role, text }) => (role === 'yardstick' ? `${text} (yardstick)` : text));
  if (record.steps.length === 0 || shown.length === 0) return 'Nothing was measured.';
  return `${isSearch ? 'Capacity' : 'Held to, on this ladder of rates'}: ${shown.join(', ')}; ${objectiveWords(record)}.`;
}
