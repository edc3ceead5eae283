import type { Objective } from '../domain/objective.ts';
import { isSupported } from '../domain/supported-quantile.ts';
import type { Ink } from '../report/text/line.ts';
import { bytes, rate, threeDigits } from '../report/text/numbers.ts';
import type { SecondView } from './step-load.ts';

/** One after the other; null: the generator told nothing of that second. */
export type Seconds = readonly (SecondView | null)[];

export interface Series {
  readonly name: string;
  readonly ink: Ink;
  readonly of: (second: SecondView) => number | null;
  /** Of a quantile which: too few samples let it be drawn, but not be told. */
  readonly quantile?: number;
}

export interface SeriesChart {
  readonly title: string;
  /** With the unit. */
  readonly format: (value: number | null) => string;
  readonly series: readonly Series[];
  /** A level to hold the series against; null: there is none. */
  readonly level: number | null;
}

/** Rate and status classes, latency, bytes: what jplot shows of vegeta, one scale each. */
export function chartsOf(seconds: Seconds, objective: Objective | null): SeriesChart[] {
  const classes = [...new Set(seconds.flatMap((second) => Object.keys(second?.byClass ?? {})))].sort();
  const failing = seconds.some((second) => second !== null && second.errors > 0);
  return [
    {
      title: 'rate',
      format: rate,
      level: null,
      series: [
        { name: 'sent', ink: 'accent', of: (s) => s.sent },
        ...classes.map((name): Series => ({ name, ink: classInk(name), of: (s) => s.byClass[name] ?? 0 })),
        ...(failing ? [{ name: 'failed', ink: 'bad', of: (s: SecondView) => s.errors } as const] : []),
      ],
    },
    {
      title: 'latency',
      format: (value) => `${threeDigits(value)} ms`,
      level: objective?.latencyMs ?? null,
      series: [
        { name: 'p50', ink: 'good', of: (s) => s.p50Ms, quantile: 0.5 },
        { name: 'p95', ink: 'warn', of: (s) => s.p95Ms, quantile: 0.95 },
        { name: 'p99', ink: 'bad', of: (s) => s.p99Ms, quantile: 0.99 },
      ],
    },
    {
      title: 'bytes',
      format: (value) => `${bytes(value)}/s`,
      level: null,
      series: [
        { name: 'in', ink: 'accent', of: (s) => s.bytesIn },
        { name: 'out', ink: 'plain', of: (s) => s.bytesOut },
      ],
    },
  ];
}

export function valuesOf({ of }: Series, seconds: Seconds): (number | null)[] {
  return seconds.map((second) => (second === null ? null : of(second)));
}

/** The latest value as a number; null: not known, or on too few samples to be one. */
export function toldValue({ of, quantile }: Series, seconds: Seconds): number | null {
  const last = seconds.at(-1) ?? null;
  if (last === null || (quantile !== undefined && !isSupported(last.samples, quantile))) return null;
  return of(last);
}

function classInk(name: string): Ink {
  return name === '2xx' ? 'good' : name === '5xx' ? 'bad' : 'warn';
}
