import type { RunRecord } from '../../domain/run-record.ts';
import { type CapacityRow, capacityRows } from '../capacity-rows.ts';
import { CAPACITY_COLUMNS } from '../capacity-table.ts';
import { type CapacityWords, capacityWords } from '../capacity-words.ts';
import { contenderName } from '../contender-name.ts';
import type { Html } from './html.ts';
import { type HtmlCell, htmlTable } from './html-table.ts';

/** What a search found of each contender. */
export function capacityTable(record: RunRecord): Html {
  return htmlTable({
    id: 'contenders',
    caption: 'The capacity of each contender with its interval, and what stopped it',
    columns: CAPACITY_COLUMNS.map(({ key, title, align }) => ({
      title,
      ...(key === 'overload' || key === 'launches' ? { kind: 'words' as const } : {}),
      ...(align === 'right' ? { kind: 'number' as const } : {}),
    })),
    rows: capacityRows(record).map((row) => {
      const words = capacityWords(record, row);
      const numbers = sortNumbers(row);
      return {
        contender: row.contender.id,
        cells: CAPACITY_COLUMNS.map(({ key }): HtmlCell | string => {
          if (key === 'contender') return contenderName(row.contender);
          const number = numbers[key];
          if (number === undefined) return words[key];
          return { content: words[key], sort: number, ink: key === 'capacity' ? 'strong' : 'plain' };
        }),
      };
    }),
  });
}

function sortNumbers(row: CapacityRow): Partial<Record<keyof CapacityWords, number | null>> {
  const { estimate, overYardstick, recovery } = row;
  const interval = estimate.kind === 'interval' ? estimate : null;
  return {
    capacity: 'perSec' in estimate ? estimate.perSec : null,
    interval: interval?.low ?? null,
    grade: interval?.halfWidth ?? null,
    overYardstick: overYardstick?.ratio ?? null,
    recovers: recovery?.recoveredAfterS ?? null,
  };
}
