import { BOTTLENECK_LABELS } from '../domain/bottleneck-label.ts';
import type { Validation } from '../domain/truth/validation-schema.ts';
import { type Line, span } from './text/line.ts';
import { type Cell, tableLines } from './text/table.ts';

type Confusion = NonNullable<Validation['labels']>['confusion'];

const ORDER = [...BOTTLENECK_LABELS, 'none'] as const;

/** A row for each cause, a column, named by a letter, for each label that was caused or said. */
export function confusionTable(confusion: Confusion): Line[] {
  const labels = ORDER.filter((label) =>
    confusion.some(({ caused, said }) => caused === label || said === label),
  );
  const letters = new Map(labels.map((label, i) => [label, String.fromCharCode(97 + i)]));
  const rows = labels.map((caused): Cell[] => [
    `${letters.get(caused)}  ${caused}`,
    ...labels.map((said): Cell => {
      const times = timesOf(confusion, caused, said);
      if (times === 0) return span('quiet', '·');
      return span(caused === said ? 'good' : 'bad', String(times));
    }),
  ]);
  return tableLines(
    [
      { title: 'caused \\ said' },
      ...labels.map((label) => ({ title: letters.get(label) ?? '', align: 'right' as const })),
    ],
    rows,
  );
}

function timesOf(confusion: Confusion, caused: string, said: string): number {
  return confusion.find((pair) => pair.caused === caused && pair.said === said)?.times ?? 0;
}
