import { formatQuantile, type Objective } from '../../domain/objective.ts';
import type { LatencyMs } from '../../domain/run-record.ts';
import { threeDigits } from '../text/numbers.ts';
import { type Drawing, type Panel, WIDTH } from './drawing.ts';
import { decades, limitLine } from './guides.ts';
import { DOTS_IN_WORDS } from './mark.ts';
import { againstRate, rateAxis } from './rate-series.ts';
import type { Drawn, Figure } from './rate-steps.ts';

interface Percentile {
  readonly quantile: number;
  readonly key: keyof LatencyMs;
}

const P99: Percentile = { quantile: 0.99, key: 'p99' };
const ALWAYS: readonly Percentile[] = [{ quantile: 0.5, key: 'p50' }, P99, { quantile: 0.999, key: 'p999' }];
const RECORDED = [...ALWAYS, { quantile: 0.9, key: 'p90' }, { quantile: 0.95, key: 'p95' }] as const;

const MAIN_HEIGHT = 320;
const OTHER_HEIGHT = 220;

/** Percentiles against rate: large the one that the objective is about, the others small below it. */
export function latencyDrawing(drawn: readonly Drawn[]): Drawing | null {
  const objectives = objectivesOf(drawn);
  const judged = RECORDED.find(({ quantile }) => quantile === objectives[0]?.quantile);
  const first = judged ?? P99;
  const valuesOf = ({ key }: Percentile): number[] =>
    drawn.flatMap(({ steps }) => steps.flatMap((step) => positive(step.latencyMs[key]) ?? []));
  const shown = [first, ...ALWAYS.filter(({ key }) => key !== first.key)].filter(
    (percentile) => valuesOf(percentile).length > 0,
  );
  const [main] = shown;
  if (main === undefined) return null;
  const values = shown.flatMap(valuesOf);
  const limits = objectives.filter(({ quantile }) => quantile === main.quantile);
  const range = decades([...values, ...limits.map(({ latencyMs }) => latencyMs)]);
  return {
    id: 'latency',
    title: 'Latency against offered rate',
    howToRead: `How long answers took, from when they were due, at each rate; each gridline is ten times the one below. ${limitWords(objectives, limits)} ${DOTS_IN_WORDS}`,
    names: drawn.map(({ name }) => name),
    legend: true,
    panels: shown.map(({ quantile }, i): Panel => {
      const others = shown.length - 1;
      const place =
        i === 0
          ? { left: 0, top: 0, width: WIDTH, height: MAIN_HEIGHT }
          : {
              left: ((i - 1) * WIDTH) / others,
              top: MAIN_HEIGHT,
              width: WIDTH / others,
              height: OTHER_HEIGHT,
            };
      const y = { name: `${formatQuantile(quantile)}, ms`, ...range };
      return { ...place, x: rateAxis(), y };
    }),
    series: [
      ...limits.map(({ latencyMs }) =>
        limitLine({
          panel: 0,
          y: latencyMs,
          words: `objective: ${formatQuantile(main.quantile)} < ${latencyMs} ms`,
        }),
      ),
      ...drawn.flatMap((one) =>
        shown.flatMap(({ quantile, key }, panel) => {
          const figure: Figure = (step) => positive(step.latencyMs[key]);
          const plot = { panel, figure };
          return againstRate(
            one,
            panel > 0
              ? plot
              : {
                  ...plot,
                  words: (step) => `${formatQuantile(quantile)} ${threeDigits(step.latencyMs[key])} ms`,
                },
          );
        }),
      ),
    ],
  };
}

/** A logarithmic axis has no place for anything else. */
function positive(ms: number | null): number | null {
  return ms !== null && ms > 0 ? ms : null;
}

function objectivesOf(drawn: readonly Drawn[]): Objective[] {
  const all = drawn.map(({ record }) => record.objective);
  return all.filter(
    ({ quantile, latencyMs }, i) =>
      i === all.findIndex((one) => one.quantile === quantile && one.latencyMs === latencyMs),
  );
}

function limitWords(objectives: readonly Objective[], limits: readonly Objective[]): string {
  if (limits.length > 0) return 'Below the dashed line the objective is met.';
  const all = objectives.map(({ quantile, latencyMs }) => `${formatQuantile(quantile)}<${latencyMs}ms`);
  return `The objective, ${all.join(', ')}, is about a percentile that is not known here, so it is no line.`;
}
