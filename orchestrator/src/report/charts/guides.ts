import type { LineSeriesOption } from 'echarts/charts';
import { count } from '../text/numbers.ts';
import { ink } from './chart-theme.ts';
import type { Axis, Series } from './drawing.ts';

/** A line across a panel that something is held against. */
interface Limit {
  readonly panel: number;
  readonly y: number;
  readonly words: string;
}

/** Or the library takes a colour of its own. */
const PLAIN = { itemStyle: { color: ink('axis') }, lineStyle: { color: ink('axis') } };

/** A series without data: it only carries what is drawn behind or across the others. */
export function guide(panel: number, more: Partial<LineSeriesOption>): Series {
  return {
    option: { type: 'line', xAxisIndex: panel, yAxisIndex: panel, data: [], silent: true, ...PLAIN, ...more },
  };
}

export function limitLine({ panel, y, words }: Limit): Series {
  return guide(panel, {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: ink('limit'), width: 1.5, type: [6, 4] },
      label: { color: ink('limit'), fontSize: 11, formatter: words, position: 'insideEndTop' },
      data: [{ yAxis: y }],
    },
  });
}

/** Of a logarithmic axis, whose ticks are powers of ten. */
function powerOfTen(value: number): string {
  return value < 1 ? String(value) : count(value);
}

/** Whole decades around positive values. */
export function decades(values: readonly number[]): Pick<Axis, 'kind' | 'min' | 'max' | 'format'> {
  // Not as arguments of Math.min: a step of a day has more seconds than a call takes arguments.
  const least = values.reduce((so, value) => Math.min(so, value), Number.POSITIVE_INFINITY);
  const most = values.reduce((so, value) => Math.max(so, value), Number.NEGATIVE_INFINITY);
  // The margin keeps 999.999…, which is 1,000, in its own decade.
  const low = Math.floor(Math.log10(least) + 1e-9);
  return {
    kind: 'log',
    format: powerOfTen,
    min: 10 ** low,
    max: 10 ** Math.max(low + 1, Math.ceil(Math.log10(most) - 1e-9)),
  };
}
