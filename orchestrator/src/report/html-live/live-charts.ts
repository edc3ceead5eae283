import type { Objective } from '../../domain/objective.ts';
import { type Html, html } from '../html/html.ts';
import { bytes, cpuPercent, rate, threeDigits } from '../text/numbers.ts';
import type { LiveLoadSecond, LiveSecond } from './live-second.ts';
import { linearScale, logScale, type Plot, plotFigure, type Series } from './plot.ts';

/** How far back they go. */
export const LIVE_SPAN_MS = 5 * 60_000;

const CLASS_INK: Readonly<Record<string, number>> = { '2xx': 2, '3xx': 5, '4xx': 3, '5xx': 4 };

/** The last minutes in four pictures: rate and status classes, latency, CPU of both sides, bytes. */
export function liveCharts(seconds: readonly LiveSecond[], objective: Objective | null, nowMs: number): Html {
  const shown = seconds.filter(({ atMs }) => nowMs - atMs <= LIVE_SPAN_MS);
  if (shown.length === 0) return html`<p class="quiet">No load in the last five minutes.</p>`;
  const time = {
    agesMs: shown.map(({ atMs }) => Math.max(0, nowMs - atMs)),
    counts: shown.map(({ counts }) => counts),
    spanMs: LIVE_SPAN_MS,
  };
  const plots = [ratePlot(shown), latencyPlot(shown, objective), cpuPlot(shown), bytesPlot(shown)];
  return html`<div class="plots">
${plots.map((plot) => plotFigure({ ...plot, ...time }))}</div>
<p class="quiet">Grey: warm-up, lead-in and drain, which no step counts. A second here is what was seen in it; steps are judged
by the intended time of their requests, so figures differ a little. A percentile of a second stands only where
enough requests lie beyond it: p50 from 20 of them, p95 from 200, p99 from 1,000.</p>
`;
}

type Timeless = Omit<Plot, 'agesMs' | 'counts' | 'spanMs'>;

function ratePlot(seconds: readonly LiveSecond[]): Timeless {
  const classes = [...new Set(seconds.flatMap(({ load }) => Object.keys(load?.byClass ?? {})))].sort();
  const ownCount = seconds.some(({ load, completedPerSec }) => load === null && completedPerSec !== null);
  const errors = ofLoad(seconds, (load) => load.errors);
  const series: Series[] = [
    { name: 'offered', ink: 6, values: seconds.map(({ offeredPerSec }) => offeredPerSec) },
    ...classes.map((name) => ({
      name,
      ink: CLASS_INK[name] ?? 1,
      values: ofLoad(seconds, ({ byClass }) => byClass[name] ?? 0),
    })),
    ...(errors.some((value) => value !== null && value > 0)
      ? [{ name: 'not answered rightly', ink: 1, values: errors }]
      : []),
    ...(ownCount
      ? [
          {
            name: 'answered, by the service’s own count',
            ink: 2,
            values: seconds.map(({ load, completedPerSec }) => (load === null ? completedPerSec : null)),
          },
        ]
      : []),
  ];
  return {
    title: 'Requests per second',
    series,
    scale: linearScale(
      series.flatMap(({ values }) => values),
      1,
    ),
    format: (value) => rate(value),
    limit: null,
  };
}

function latencyPlot(seconds: readonly LiveSecond[], objective: Objective | null): Timeless {
  const series: Series[] = [
    { name: 'p50', ink: 1, values: ofLoad(seconds, ({ p50Ms }) => p50Ms) },
    { name: 'p95', ink: 5, values: ofLoad(seconds, ({ p95Ms }) => p95Ms) },
    { name: 'p99', ink: 4, values: ofLoad(seconds, ({ p99Ms }) => p99Ms) },
  ];
  const limit = objective?.latencyMs ?? null;
  return {
    title: `Latency from the intended time, ms, logarithmic${limit === null ? '' : `; dotted: the objective, ${threeDigits(limit)} ms`}`,
    series,
    scale: logScale(
      series.flatMap(({ values }) => values),
      1,
      limit ?? 10,
    ),
    format: (value) => threeDigits(value),
    limit,
  };
}

function cpuPlot(seconds: readonly LiveSecond[]): Timeless {
  return {
    title: 'CPU, of the CPUs of each side',
    series: [
      { name: 'service', ink: 2, values: seconds.map(({ serverCpuShare }) => serverCpuShare) },
      { name: 'load generator', ink: 5, values: seconds.map(({ loadCpuShare }) => loadCpuShare) },
    ],
    scale: { at: (share) => share, ticks: [0, 0.5, 1] },
    format: cpuPercent,
    limit: null,
  };
}

function bytesPlot(seconds: readonly LiveSecond[]): Timeless {
  const series: Series[] = [
    { name: 'answers', ink: 1, values: ofLoad(seconds, ({ bytesIn }) => bytesIn) },
    { name: 'requests', ink: 3, values: ofLoad(seconds, ({ bytesOut }) => bytesOut) },
  ];
  return {
    title: 'Bytes per second',
    series,
    scale: linearScale(
      series.flatMap(({ values }) => values),
      1000,
    ),
    format: (value) => `${bytes(value)}/s`,
    limit: null,
  };
}

function ofLoad(
  seconds: readonly LiveSecond[],
  of: (load: LiveLoadSecond) => number | null,
): (number | null)[] {
  return seconds.map(({ load }) => (load === null ? null : of(load)));
}
