import type { StepRecord } from '../../domain/run-record.ts';
import { rateNumber } from '../text/numbers.ts';
import type { Axis, Series } from './drawing.ts';
import { dotOf } from './mark.ts';
import { type Drawn, type Figure, middleByRate, stepTip } from './rate-steps.ts';

/** A figure of steps against their rate. */
export interface AgainstRate {
  readonly panel: number;
  readonly figure: Figure;
  /** What pointing at a step says; absent: the panel stands beside one that says it. */
  readonly words?: (step: StepRecord) => string;
}

/**
 * Of one contender a dot for each step, and a line through the middle ones. A search offers hardly a rate
 * twice, and around the capacity a line would only join what was held by luck with what failed by luck.
 */
export function againstRate(drawn: Drawn, plot: AgainstRate): Series[] {
  const { record, name, mark, steps } = drawn;
  const { panel, figure, words } = plot;
  const at = { name, xAxisIndex: panel, yAxisIndex: panel };
  const shown = steps.filter((step) => figure(step) !== null);
  const dots = (some: readonly StepRecord[], z: number): Series => ({
    option: {
      ...at,
      type: 'scatter',
      z,
      symbol: mark.shape,
      itemStyle: { color: mark.colour, opacity: 1 },
      data: some.map((step) => ({ value: [step.ratePerSec, figure(step)], ...dotOf(step.verdict, mark) })),
    },
    ...(words === undefined ? {} : { tips: some.map((step) => stepTip(drawn, step, words(step))) }),
  });
  const held = shown.filter(({ verdict }) => verdict === 'held');
  const others = shown.filter(({ verdict }) => verdict !== 'held');
  // What was not held is never hidden behind another contender that was.
  const all = [dots(held, 3), dots(others, 4)];
  const isSearch = record.scenario.policy.kind === 'capacity';
  return [line(drawn, panel, isSearch ? [] : middleByRate(steps, figure)), ...all];
}

/** The first series of its name, so what the legend shows: without data the shape alone. */
function line({ name, mark }: Drawn, panel: number, data: readonly [number, number][]): Series {
  return {
    option: {
      type: 'line',
      name,
      xAxisIndex: panel,
      yAxisIndex: panel,
      z: 2,
      symbol: mark.shape,
      showSymbol: false,
      itemStyle: { color: mark.colour },
      lineStyle: { color: mark.colour, width: data.length === 0 ? 0 : 2, type: mark.dash },
      data: [...data],
    },
  };
}

export function rateAxis(): Axis {
  return { name: 'offered, requests/s', kind: 'linear', min: 0, format: rateNumber };
}
