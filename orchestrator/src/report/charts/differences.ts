import { ratioOf } from '../../domain/ratio.ts';
import { compareRuns, type RunChange } from '../../domain/run-comparison.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import { MARGIN, rangeText, ratioText } from '../comparison-text.ts';
import { percent, rate } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import { ink } from './chart-theme.ts';
import type { Drawing } from './drawing.ts';
import { guide } from './guides.ts';
import { type IntervalRow, type RowDot, rowsDrawing } from './interval-rows.ts';
import { markOf } from './mark.ts';

/** Run b over run a: of every contender each metric that has an interval. */
export function differencesDrawing(a: RunRecord, b: RunRecord): Drawing | null {
  const { changes } = compareRuns(a, b);
  const ids = [...new Set([...a.contenders, ...b.contenders].map(({ id }) => id))];
  const rows = changes.flatMap((change) => rowOf(change, markOf(ids.indexOf(change.contender)).colour));
  if (rows.length === 0) return null;
  const margin = THRESHOLDS.equivalenceMargin.value;
  const band = [{ xAxis: 1 / (1 + margin) }, { xAxis: 1 + margin }] as const;
  const without = changes.filter(({ logs }) => logs === null).map(nameOf);
  const range = rangeOf(rows);
  const shown = rows.map((row) => ({ ...row, dots: beyond(row, range) }));
  const isRankable = a.cpus.rankable && b.cpus.rankable;
  return rowsDrawing(
    {
      id: 'differences',
      title: `${chartText(b.id)} (b) over ${chartText(a.id)} (a)`,
      howToRead: [
        `At 1 nothing changed. A bar is an interval, all of them right at once with ${percent(THRESHOLDS.comparisonConfidence.value)} confidence: one that crosses 1 cannot be separated from no change, one within the grey band is no change that matters (${MARGIN}).`,
        ...(shown.every(({ dots }) => dots.length === 0)
          ? []
          : ['An open arrow at the edge: the bar goes on beyond it; pointing at it says how far.']),
        ...(without.length === 0
          ? []
          : [
              `Without an interval, since fewer than two blocks of a run have a number: ${without.join(', ')}.`,
            ]),
        ...(isRankable ? [] : ['Server and load did not have CPUs of their own in both runs.']),
      ].join(' '),
    },
    shown,
    { name: 'b over a', kind: 'linear', ...range, format: ratioText },
    [
      guide(0, {
        markArea: { silent: true, itemStyle: { color: ink('noise'), opacity: 0.2 }, data: [[...band]] },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: ink('axis'), width: 1.5, type: 'solid' },
          data: [{ xAxis: 1 }],
        },
      }),
    ],
  );
}

const METRIC = { cpuUsPerRequest: 'CPU per request', capacity: 'capacity' } as const;

function nameOf({ contender, metric }: RunChange): string {
  return `${chartText(contender)}, ${METRIC[metric]}`;
}

function rowOf(change: RunChange, colour: string): IntervalRow[] {
  const { ratePerSec, logs, a, b } = change;
  if (logs === null) return [];
  const { ratio, low, high, verdict } = ratioOf(logs);
  const name = nameOf(change);
  const at = ratePerSec === null ? '' : ` at ${rate(ratePerSec)}`;
  const [short, said] = {
    differs: [`${ratioText(ratio)}×`, 'differs'],
    equivalent: ['the same', `the same to within ${MARGIN}`],
    'cannot-be-separated': ['not separated', 'cannot be separated from no change'],
  }[verdict] as [string, string];
  const tip = `${name}${at}: ${ratioText(ratio)} × (${rangeText({ low, high })}), ${said}; ${a.length} and ${b.length} blocks`;
  const label = `${name}: ${short}`;
  return [
    {
      name,
      label,
      colour,
      interval: { mean: ratio, low, high, tip },
      dots: [],
    },
  ];
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Where a bar is cut: it would look like an interval that ends there. */
function beyond({ interval }: IntervalRow, { min, max }: Range): RowDot[] {
  if (interval === null) return [];
  const { low, high, tip } = interval;
  return [
    ...(low < min ? [{ value: min, kind: 'less', tip, inBar: true } as const] : []),
    ...(high > max ? [{ value: max, kind: 'more', tip, inBar: true } as const] : []),
  ];
}

/** Bars beyond a third or three times are cut: a run of two blocks has intervals without end. */
const WIDEST = 3;

/** Round ends, however little changed. */
function rangeOf(rows: readonly IntervalRow[]): Range {
  const known = rows.flatMap(({ interval }) => interval ?? []);
  const low = Math.max(
    Math.min(...known.map((one) => one.low)),
    Math.min(1 / WIDEST, ...known.map(({ mean }) => mean)),
  );
  const high = Math.min(
    Math.max(...known.map((one) => one.high)),
    Math.max(WIDEST, ...known.map(({ mean }) => mean)),
  );
  return { min: Math.min(0.9, Math.floor(low * 10) / 10), max: Math.max(1.1, Math.ceil(high * 10) / 10) };
}
