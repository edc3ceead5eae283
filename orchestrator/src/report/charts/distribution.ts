import { formatQuantile } from '../../domain/objective.ts';
import type { ReportedRun, StepTimeline } from '../../domain/reported-run.ts';
import type { StepRecord } from '../../domain/run-record.ts';
import { stepKey } from '../../domain/step-id.ts';
import { rate } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import { type Drawing, type Series, WIDTH } from './drawing.ts';
import { decades, limitLine } from './guides.ts';
import { type Drawn, drawnContenders } from './rate-steps.ts';

interface Curve {
  readonly step: StepRecord;
  readonly percentiles: StepTimeline['percentiles'];
}

/** How latency was distributed at one rate, on the axis that HdrHistogram plots it on. */
export function distributionDrawing({ record, timelines }: ReportedRun): Drawing | null {
  const curves = drawnContenders(record).map((drawn) => ({
    ...drawn,
    curves: drawn.steps.flatMap((step): Curve[] => {
      // A logarithmic axis has no place for zero.
      const percentiles = (timelines.get(stepKey(step))?.percentiles ?? []).filter(({ ms }) => ms > 0);
      return percentiles.length === 0 || step.verdict === 'invalid' ? [] : [{ step, percentiles }];
    }),
  }));
  const common = commonRate(curves.filter((one) => one.curves.length > 0).map((one) => one.curves));
  if (common === null) return null;
  const { ratePerSec, held } = common;
  const shown = curves.flatMap((one) => {
    const here = one.curves.filter(({ step }) => step.ratePerSec === ratePerSec);
    return here.length === 0 ? [] : [{ ...one, curves: here }];
  });
  const points = shown.flatMap((one) => one.curves.flatMap(({ percentiles }) => percentiles));
  const { objective } = record;
  const left = record.contenders.filter(({ id }) => !shown.some((one) => one.id === id));
  return {
    id: 'distribution',
    title: `Distribution of latency at ${rate(ratePerSec)}`,
    howToRead: [
      'At p99 the line is at the time that 99 of 100 answers took at most; each gridline further right leaves a tenth of the slower ones.',
      `The rate is the highest that every contender shown here ${held ? 'held' : 'was measured at; none was held by all of them'}. A line for each launch that has a valid measurement there.`,
      ...(left.length === 0
        ? []
        : [
            `Left out, without a valid measurement to draw: ${left.map(({ id }) => chartText(id)).join(', ')}.`,
          ]),
    ].join(' '),
    names: shown.map(({ name }) => name),
    legend: true,
    panels: [
      {
        left: 0,
        top: 0,
        width: WIDTH,
        height: 360,
        x: {
          name: 'percentile',
          ...decades(points.map(({ quantile }) => rarity(quantile))),
          format: (one) => formatQuantile(1 - 1 / one),
        },
        y: {
          name: 'latency, ms',
          ...decades([objective.latencyMs, ...points.map(({ ms }) => ms)]),
        },
      },
    ],
    series: [
      limitLine({
        panel: 0,
        y: objective.latencyMs,
        words: `objective: ${formatQuantile(objective.quantile)} < ${objective.latencyMs} ms`,
      }),
      ...shown.flatMap((one) => one.curves.map((curve) => curveSeries(one, curve))),
    ],
  };
}

function curveSeries({ name, mark }: Drawn, { percentiles }: Curve): Series {
  return {
    option: {
      type: 'line',
      name,
      // A single percentile is a point.
      symbol: percentiles.length === 1 ? 'circle' : 'none',
      itemStyle: { color: mark.colour },
      lineStyle: { color: mark.colour, width: 2, type: mark.dash },
      data: percentiles.map(({ quantile, ms }) => [rarity(quantile), ms]),
    },
  };
}

/** One of how many is slower. */
function rarity(quantile: number): number {
  return 1 / (1 - quantile);
}

/** The highest rate that all held in all their launches, or else that all were measured at. */
function commonRate(
  contenders: readonly (readonly Curve[])[],
): { readonly ratePerSec: number; readonly held: boolean } | null {
  const highest = (fits: (steps: readonly Curve[]) => boolean): number | null => {
    const rates = new Set(contenders[0]?.map(({ step }) => step.ratePerSec));
    const fitting = [...rates].filter((ratePerSec) =>
      contenders.every((curves) => {
        const here = curves.filter(({ step }) => step.ratePerSec === ratePerSec);
        return here.length > 0 && fits(here);
      }),
    );
    return fitting.length === 0 ? null : Math.max(...fitting);
  };
  const held = highest((here) => here.every(({ step }) => step.verdict === 'held'));
  const ratePerSec = held ?? highest(() => true);
  return ratePerSec === null ? null : { ratePerSec, held: held !== null };
}
