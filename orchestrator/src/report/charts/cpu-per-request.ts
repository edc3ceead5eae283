import { cpuAt, cpuByBlock } from '../../domain/cpu-by-block.ts';
import { geometricInterval } from '../../domain/mean-interval.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import { percent, rate, threeDigits } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import type { Drawing } from './drawing.ts';
import { type IntervalRow, rowsDrawing } from './interval-rows.ts';
import { markOf } from './mark.ts';

/** CPU of the service per request of each contender, controls too, with the interval of its sentence. */
export function cpuPerRequestDrawing(record: RunRecord): Drawing | null {
  const compared = cpuByBlock(record);
  if (compared === null) return null;
  const { ratePerSec } = compared;
  const ids = record.contenders.map(({ id }) => id);
  const table = cpuAt(record, ids, ratePerSec);
  const confidence = THRESHOLDS.comparisonConfidence.value;
  const rows = ids.flatMap((id, position): IntervalRow[] => {
    const values = table.get(id);
    if (values === undefined) return [];
    const [name, { colour }] = [chartText(id), markOf(position)];
    const interval = geometricInterval(values, confidence);
    return [
      {
        name,
        label: `${name} ${threeDigits(interval?.mean ?? values[0])} µs`,
        colour,
        interval: interval && {
          ...interval,
          tip: `${name}: ${threeDigits(interval.mean)} µs (${threeDigits(interval.low)} to ${threeDigits(interval.high)}), ${values.length} blocks`,
        },
        dots: values.map((value, i) => ({
          value,
          kind: 'number',
          tip: `${name}, whole block ${i + 1} of ${values.length}: ${threeDigits(value)} µs`,
        })),
      },
    ];
  });
  const hasInterval = rows.some(({ interval }) => interval !== null);
  const about = {
    id: 'cpu-per-request',
    title: `CPU of the service per request, at ${rate(ratePerSec)}`,
    howToRead: `A dot is one block${
      hasInterval
        ? `, the bar the interval of their mean with ${percent(confidence)} confidence, each on its own: whether two differ is said by the sentences, not by bars that overlap`
        : ', measured once and without an interval'
    }. Further left is less CPU for the same work.`,
  };
  return rowsDrawing(about, rows, { name: 'CPU-µs per request', kind: 'linear', min: 0 });
}
