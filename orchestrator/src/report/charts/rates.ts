import { rate, rateNumber } from '../text/numbers.ts';
import { ink } from './chart-theme.ts';
import { type Drawing, type Series, WIDTH } from './drawing.ts';
import { guide } from './guides.ts';
import { DOTS_IN_WORDS } from './mark.ts';
import { againstRate, rateAxis } from './rate-series.ts';
import type { Drawn } from './rate-steps.ts';

/** All regions over one another are this dark: the darker, the more contenders had failed. */
const DARKEST = 0.28;

/** Offered against achieved. */
export function ratesDrawing(drawn: readonly Drawn[]): Drawing | null {
  if (drawn.length === 0) return null;
  const top = Math.max(...drawn.flatMap(({ steps }) => steps.map(({ ratePerSec }) => ratePerSec)));
  return {
    id: 'rates',
    title: 'Offered against achieved',
    howToRead: `On the dashed diagonal as much was answered rightly as was offered, below it less. Shaded: from the lowest rate at which a step of a contender failed, the darker the more contenders. ${DOTS_IN_WORDS}`,
    names: drawn.map(({ name }) => name),
    legend: true,
    panels: [
      {
        left: 0,
        top: 0,
        width: WIDTH,
        height: 380,
        x: rateAxis(),
        y: { name: 'achieved: right answers/s', kind: 'linear', min: 0, format: rateNumber },
      },
    ],
    series: [
      ...drawn.flatMap((one) => failedRegion(one, DARKEST / Math.max(2, drawn.length))),
      guide(0, {
        data: [
          [0, 0],
          [top, top],
        ],
        symbol: 'none',
        lineStyle: { color: ink('axis'), width: 1, type: [4, 4] },
      }),
      ...drawn.flatMap((one) =>
        againstRate(one, {
          panel: 0,
          figure: (step) => step.achievedPerSec,
          words: (step) => `achieved ${rate(step.achievedPerSec)}`,
        }),
      ),
    ],
  };
}

/** With an edge in the contender's own line, so that it is seen whose it is. */
function failedRegion({ steps, mark }: Drawn, opacity: number): Series[] {
  const first = steps.find(({ verdict }) => verdict === 'failed');
  if (first === undefined) return [];
  const from = { xAxis: first.ratePerSec };
  return [
    guide(0, {
      markArea: { silent: true, itemStyle: { color: ink('limit'), opacity }, data: [[from, {}]] },
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: mark.colour, width: 1, type: mark.dash },
        data: [from],
      },
    }),
  ];
}
