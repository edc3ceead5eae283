import { megabytes } from '../text/numbers.ts';
import { type Drawing, WIDTH } from './drawing.ts';
import { DOTS_IN_WORDS } from './mark.ts';
import { againstRate, rateAxis } from './rate-series.ts';
import type { Drawn, Figure } from './rate-steps.ts';

const rssMb: Figure = (step) => step.server.rssMb;

export function memoryDrawing(drawn: readonly Drawn[]): Drawing | null {
  if (!drawn.some(({ steps }) => steps.some((step) => rssMb(step) !== null))) return null;
  return {
    id: 'memory',
    title: 'Memory of the service against offered rate',
    howToRead: `The most memory that all processes of a service held in a step (resident set). Within a launch it is also a matter of time: later steps come after earlier ones. ${DOTS_IN_WORDS}`,
    names: drawn.map(({ name }) => name),
    legend: true,
    panels: [
      {
        left: 0,
        top: 0,
        width: WIDTH,
        height: 300,
        x: rateAxis(),
        y: { name: 'resident memory, MB', kind: 'linear', min: 0 },
      },
    ],
    series: drawn.flatMap((one) =>
      againstRate(one, { panel: 0, figure: rssMb, words: (step) => megabytes(rssMb(step)) }),
    ),
  };
}
