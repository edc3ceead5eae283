import type { MarkAreaComponentOption } from 'echarts/components';
import { rateNumber } from '../text/numbers.ts';
import { VERDICT_MARK } from '../verdict-words.ts';
import { type Ink, ink } from './chart-theme.ts';
import type { Series } from './drawing.ts';
import { guide } from './guides.ts';
import type { PlacedSecond, PlacedStep } from './timeline.ts';

/** From so many steps on their words stand upright, beside one another. */
const CROWDED = 9;

export function isCrowded(steps: readonly PlacedStep[]): boolean {
  return steps.length >= CROWDED;
}

/** What lies behind the lines of a launch: its steps with their rates and verdicts, and noisy seconds. */
export function timelineAreas(steps: readonly PlacedStep[], panels: number): Series[] {
  return Array.from({ length: panels }, (_, panel) => panel).flatMap((panel) => [
    guide(panel, {
      z: 0,
      markArea: { silent: true, data: shownIn(panel, steps).map((one) => box(one, panel, steps)) },
    }),
    guide(panel, {
      z: 1,
      markArea: {
        silent: true,
        itemStyle: { color: ink('noise'), opacity: 0.3 },
        data: noisy(steps).map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]),
      },
    }),
  ]);
}

type Area = NonNullable<MarkAreaComponentOption['data']>[number];

function box({ step, fromS, toS }: PlacedStep, panel: number, among: readonly PlacedStep[]): Area {
  const { verdict, ratePerSec } = step;
  const tint: Ink | null = verdict === 'failed' ? 'limit' : null;
  const upright = isCrowded(among);
  return [
    {
      xAxis: fromS,
      itemStyle: {
        color: tint === null ? 'none' : ink(tint),
        opacity: tint === null ? 1 : 0.1,
        borderColor: ink('grid'),
        borderWidth: 1,
      },
      label: {
        show: panel === 0,
        formatter: `${rateNumber(ratePerSec)} ${VERDICT_MARK[verdict]}`,
        color: ink('text'),
        fontSize: 10,
        rotate: upright ? 90 : 0,
        position: 'insideTop',
        ...(upright ? { align: 'right', verticalAlign: 'middle' } : {}),
      },
    },
    { xAxis: toS },
  ];
}

/** Below, where words would only be said again, those alone that have a tint. */
function shownIn(panel: number, steps: readonly PlacedStep[]): readonly PlacedStep[] {
  return panel === 0 ? steps : steps.filter(({ step }) => step.verdict === 'failed');
}

function noisy(steps: readonly PlacedStep[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  const seconds: readonly PlacedSecond[] = steps.flatMap((one) => one.seconds);
  for (const { atS, isUnclean } of seconds) {
    if (!isUnclean) continue;
    const last = spans.at(-1);
    if (last !== undefined && last.to === atS - 0.5) last.to = atS + 0.5;
    else spans.push({ from: atS - 0.5, to: atS + 0.5 });
  }
  return spans;
}
