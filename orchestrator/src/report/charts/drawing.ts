import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';

/** A chart before it is drawn: what is in it, and nothing of how a library is told. */
export interface Drawing {
  readonly id: string;
  readonly title: string;
  readonly howToRead: string;
  /** Of what is drawn, in the order of the legend; series of one name share an entry. */
  readonly names: readonly string[];
  /** False where an axis has the names. */
  readonly legend: boolean;
  readonly panels: readonly Panel[];
  readonly series: readonly Series[];
}

/** A pair of axes at its place, in units of the view box, with all that is written around them. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
}

export interface Axis {
  /** With its unit. */
  readonly name: string;
  readonly kind: 'linear' | 'log' | 'names';
  readonly min?: number;
  readonly max?: number;
  /** No ticks between whole numbers. */
  readonly whole?: boolean;
  /** Room above the highest value, as a share of all. */
  readonly headroom?: number;
  readonly format?: (value: number) => string;
  /** Of an axis of names: from left to right, or from top to bottom. */
  readonly names?: readonly string[];
}

export interface Series {
  readonly option: LineSeriesOption | ScatterSeriesOption;
  /** What pointing at each datum says, in their order. */
  readonly tips?: readonly string[];
}

export const WIDTH = 760;
