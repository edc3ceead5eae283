import type { RunRecord } from '../../domain/run-record.ts';
import type { CapacityRow } from '../capacity-rows.ts';
import { percent, timeSpan } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import { type Drawing, type Panel, type Series, WIDTH } from './drawing.ts';
import { limitLine } from './guides.ts';
import { type IntervalRow, type RowDot, rowSeries } from './interval-rows.ts';
import { type Mark, markOf } from './mark.ts';

interface Overloaded {
  readonly name: string;
  readonly mark: Mark;
  readonly row: CapacityRow;
}

const LEFT = 400;

/** What a service still answers beyond its capacity, and how long it takes to be itself again. */
export function overloadDrawing(record: RunRecord, rows: readonly CapacityRow[]): Drawing | null {
  const { policy } = record.scenario;
  if (policy.kind !== 'capacity') return null;
  const shown = record.contenders.flatMap(({ id }, position): Overloaded[] => {
    const row = rows.find(({ contender }) => contender.id === id);
    const isKnown = row?.overload.some(({ goodputShare }) => goodputShare !== null) ?? false;
    return row !== undefined && isKnown ? [{ name: chartText(id), mark: markOf(position), row }] : [];
  });
  if (shown.length === 0) return null;
  const { factors } = policy.overload;
  const recoveries = shown.map(recoveryRow);
  const hasRecovered = recoveries.some(({ dots }) => dots.length > 0);
  const height = 130 + Math.max(150, 24 * shown.length);
  const recovery: Panel = {
    left: LEFT,
    top: 0,
    width: WIDTH - LEFT,
    height,
    x: { name: 'seconds to recover', kind: 'linear', min: 0, whole: true },
    y: { name: '', kind: 'names', names: recoveries.map(({ label }) => label) },
  };
  return {
    id: 'overload',
    title: 'Under overload, and after it',
    howToRead:
      'Left: right answers while more was offered than the capacity; a service that degrades well stays near the dashed line. Right: seconds until every later second met the objective again; an open arrow means not within the step.',
    names: shown.map(({ name }) => name),
    legend: true,
    panels: [
      {
        left: 0,
        top: 0,
        width: hasRecovered ? LEFT : WIDTH,
        height,
        x: { name: 'offered, times the capacity', kind: 'names', names: factors.map((one) => `${one}×`) },
        y: { name: 'right answers, of the capacity', kind: 'linear', min: 0, format: percent },
      },
      ...(hasRecovered ? [recovery] : []),
    ],
    series: [
      limitLine({ panel: 0, y: 1, words: 'capacity' }),
      ...shown.map((one) => goodput(one, factors)),
      ...(hasRecovered ? rowSeries(recoveries, 1) : []),
    ],
  };
}

function goodput({ name, mark, row }: Overloaded, factors: readonly number[]): Series {
  return {
    option: {
      type: 'line',
      name,
      symbol: mark.shape,
      symbolSize: 7,
      itemStyle: { color: mark.colour },
      lineStyle: { color: mark.colour, width: 2, type: mark.dash },
      data: row.overload.map(({ factor, goodputShare }) => [factors.indexOf(factor), goodputShare]),
    },
    tips: row.overload.map(
      ({ factor, goodputShare }) => `${name} at ${factor}×: ${percent(goodputShare)} of its capacity`,
    ),
  };
}

function recoveryRow({ name, mark, row: { recovery } }: Overloaded): IntervalRow {
  const row = { name, label: name, colour: mark.colour, interval: null };
  if (recovery === null || recovery.verdict === 'invalid') return { ...row, dots: [] };
  const { recoveredAfterS, durationS } = recovery;
  const dot: RowDot =
    recoveredAfterS === null
      ? { value: durationS, kind: 'more', tip: `${name}: not in ${timeSpan(durationS)}` }
      : { value: recoveredAfterS, kind: 'number', tip: `${name}: ${timeSpan(recoveredAfterS)}` };
  return { ...row, dots: [dot] };
}
