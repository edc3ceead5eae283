import { pad } from '../report/text/display-width.ts';
import { type Ink, type Line, span } from '../report/text/line.ts';
import { bytes, rate, threeDigits } from '../report/text/numbers.ts';
import { sparkline } from '../report/text/sparkline.ts';
import type { SecondView } from './step-load.ts';

interface Series {
  readonly name: string;
  readonly ink: Ink;
  readonly of: (second: SecondView) => number | null;
}

interface Chart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
}

const LABEL = 4 + 8 + 2 + 6 + 1;
const VALUE = 14;

/** Rate and status classes, latency, bytes: three charts over the seconds of a step, one scale each. */
export function chartLines(seconds: readonly SecondView[], columns: number): Line[] {
  const room = columns - LABEL - VALUE;
  if (seconds.length < 2 || room < 10) return [];
  return chartsOf(seconds).flatMap((chart) => {
    const values = chart.series.map((series) => seconds.map(series.of).slice(-room));
    const top = Math.max(0, ...values.flat().map((value) => value ?? 0));
    return chart.series.map((series, i): Line => {
      const points = values[i] ?? [];
      return [
        span('quiet', `    ${pad(i === 0 ? chart.title : '', 8)}  ${pad(series.name, 6)} `),
        span(series.ink, pad(sparkline(points, room, top), Math.min(room, points.length))),
        ` ${chart.format(points.at(-1) ?? null)}`,
      ];
    });
  });
}

function chartsOf(seconds: readonly SecondView[]): Chart[] {
  const classes = [...new Set(seconds.flatMap((second) => Object.keys(second.byClass)))].sort();
  const failing = seconds.some((second) => second.errors > 0);
  return [
    {
      title: 'rate',
      format: rate,
      series: [
        { name: 'sent', ink: 'accent', of: (s) => s.sent },
        ...classes.map((name): Series => ({ name, ink: classInk(name), of: (s) => s.byClass[name] ?? 0 })),
        ...(failing ? [{ name: 'failed', ink: 'bad', of: (s: SecondView) => s.errors } as const] : []),
      ],
    },
    {
      title: 'latency',
      format: (value) => `${threeDigits(value)} ms`,
      series: [
        { name: 'p50', ink: 'good', of: (s) => s.p50Ms },
        { name: 'p95', ink: 'warn', of: (s) => s.p95Ms },
        { name: 'p99', ink: 'bad', of: (s) => s.p99Ms },
      ],
    },
    {
      title: 'bytes',
      format: (value) => `${bytes(value)}/s`,
      series: [
        { name: 'in', ink: 'accent', of: (s) => s.bytesIn },
        { name: 'out', ink: 'plain', of: (s) => s.bytesOut },
      ],
    },
  ];
}

function classInk(name: string): Ink {
  return name === '2xx' ? 'good' : name === '5xx' ? 'bad' : 'warn';
}
