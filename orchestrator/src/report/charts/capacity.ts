import type { BlockCapacity } from '../../domain/capacity/contender-capacity.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import type { CapacityRow } from '../capacity-rows.ts';
import { capacityHeadline } from '../capacity-words.ts';
import { percent, rate, rateNumber } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import type { Drawing } from './drawing.ts';
import { type IntervalRow, type RowDot, rowsDrawing } from './interval-rows.ts';
import { markOf } from './mark.ts';

/** What each launch of a search found, and what they come to. */
export function capacityDrawing(record: RunRecord, found: readonly CapacityRow[]): Drawing | null {
  // In the order of the record: rows by capacity would rank what cannot be separated.
  const rows = record.contenders.flatMap(({ id }, position) => {
    const row = found.find(({ contender }) => contender.id === id);
    return row === undefined ? [] : [rowOf(row, markOf(position).colour)];
  });
  if (rows.every(({ dots, interval }) => dots.length === 0 && interval === null)) return null;
  const about = {
    id: 'capacity',
    title: 'Capacity: the highest rate that is held',
    howToRead: `A dot is what one launch showed, the bar the interval of the capacity with ${percent(THRESHOLDS.capacityConfidence.value)} confidence, the stroke in it the estimate. An open arrow to the right: at least so much (≥), since what stopped it was not shown to be the service; to the left: nothing was held down to there.`,
  };
  return rowsDrawing(about, rows, { name: 'requests/s', kind: 'linear', min: 0, format: rateNumber });
}

function rowOf(row: CapacityRow, colour: string): IntervalRow {
  const { contender, estimate, blocks } = row;
  const name = chartText(contender.id);
  return {
    name,
    label: chartText(capacityHeadline(row)),
    colour,
    interval:
      estimate.kind === 'interval'
        ? {
            mean: estimate.perSec,
            low: estimate.low,
            high: estimate.high,
            tip: `${name}: ${rate(estimate.perSec)} (${rateNumber(estimate.low)} to ${rate(estimate.high)}), ${blocks.length} launches`,
          }
        : null,
    dots: blocks.flatMap((launch) => launchDot(name, launch) ?? []),
  };
}

function launchDot(name: string, { block, result }: BlockCapacity): RowDot | null {
  const of = `${name}, block ${block}`;
  switch (result.kind) {
    case 'found':
      return { value: result.perSec, kind: 'number', tip: `${of}: ${rate(result.perSec)}` };
    case 'at-least':
      return { value: result.perSec, kind: 'more', tip: `${of}: at least ${rate(result.perSec)}` };
    case 'held-nothing': {
      const { downToPerSec } = result;
      return { value: downToPerSec, kind: 'less', tip: `${of}: nothing held down to ${rate(downToPerSec)}` };
    }
    case 'unknown':
      return null;
  }
}
