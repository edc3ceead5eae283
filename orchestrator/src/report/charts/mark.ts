import type { Verdict } from '../../domain/verdict-types.ts';
import { ink, SERIES_INKS } from './chart-theme.ts';

/** How one contender is drawn in every chart of a report. */
export interface Mark {
  readonly colour: string;
  /** `solid`, or lengths of dashes and gaps. */
  readonly dash: 'solid' | number[];
  /** Of what was held. */
  readonly shape: string;
}

/** Colour is never the only sign. Beyond as many contenders as colours, a colour comes back with another dash. */
const DASHES: readonly Mark['dash'][] = [
  'solid',
  [8, 3],
  [2, 2],
  [8, 3, 2, 3],
  [14, 4],
  [4, 4],
  [8, 3, 2, 3, 2, 3],
  [1, 4],
];

const SHAPES = [
  'circle',
  'triangle',
  'diamond',
  'path://M0 0L8 0L4 7Z',
  'path://M4 0L8 3L6.5 8L1.5 8L0 3Z',
  'path://M4 0L5 3L8 4L5 5L4 8L3 5L0 4L3 3Z',
  'path://M2 0L6 0L8 4L6 8L2 8L0 4Z',
  'path://M0 0L3 0L3 8L0 8Z',
] as const;

export function markOf(position: number): Mark {
  const round = Math.floor(position / SERIES_INKS.length);
  return {
    colour: ink(SERIES_INKS[position % SERIES_INKS.length] ?? 'text'),
    dash: DASHES[(position + round) % DASHES.length] ?? 'solid',
    shape: SHAPES[(position + round) % SHAPES.length] ?? 'circle',
  };
}

interface Dot {
  readonly symbol: string;
  readonly symbolSize: number;
  readonly itemStyle: { color: string; borderColor: string; borderWidth: number };
}

const CROSS = 'path://M0 0L8 8M8 0L0 8';

/** Filled: held. A cross: failed. Hollow: too close to call. A hollow square: the measurement went wrong. */
export function dotOf(verdict: Verdict, { colour, shape }: Mark): Dot {
  const hollow = { color: 'none', borderColor: colour, borderWidth: 1.5 };
  switch (verdict) {
    case 'held':
      return {
        symbol: shape,
        symbolSize: shape === 'circle' ? 6 : 8,
        itemStyle: { color: colour, borderColor: 'none', borderWidth: 0 },
      };
    case 'failed':
      return { symbol: CROSS, symbolSize: 8, itemStyle: { ...hollow, borderWidth: 2 } };
    case 'undecided':
      return { symbol: shape, symbolSize: 8, itemStyle: hollow };
    case 'invalid':
      return { symbol: 'rect', symbolSize: 7, itemStyle: hollow };
  }
}

export const DOTS_IN_WORDS =
  'Filled is a step that was held, a cross one that failed, hollow one too close to call, a hollow square one whose measurement went wrong.';
