import type { StepRecord } from '../../domain/run-record.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import { cpuPercent } from '../text/numbers.ts';
import { type Drawing, type Panel, WIDTH } from './drawing.ts';
import { limitLine } from './guides.ts';
import { DOTS_IN_WORDS } from './mark.ts';
import { againstRate, rateAxis } from './rate-series.ts';
import type { Drawn, Figure } from './rate-steps.ts';

interface Side {
  readonly name: string;
  readonly figure: Figure;
  readonly busy: number;
}

const SIDES: readonly Side[] = [
  {
    name: 'service',
    figure: (step) => step.server.cpuShare,
    busy: THRESHOLDS.busyCpuShare.value,
  },
  {
    name: 'load generator',
    figure: (step) => step.generator.cpuShare,
    busy: THRESHOLDS.generatorCpuShare.value,
  },
];

/** Said once, of both: the other panel has the same steps. */
function bothSides(step: StepRecord): string {
  return SIDES.map(({ name, figure }) => `${name} ${cpuPercent(figure(step))} of its CPUs`).join(', ');
}

/** CPU of both sides against rate. */
export function cpuDrawing(drawn: readonly Drawn[]): Drawing | null {
  const sharesOf = ({ figure }: Side): number[] =>
    drawn.flatMap(({ steps }) => steps.flatMap((step) => figure(step) ?? []));
  const sides = SIDES.filter((side) => sharesOf(side).length > 0);
  if (sides.length === 0) return null;
  const width = WIDTH / sides.length;
  const most = sides.flatMap(sharesOf).reduce((top, share) => Math.max(top, share), 1);
  const generators = new Set(drawn.flatMap(({ steps }) => steps.map(({ generator }) => generator.name)));
  return {
    id: 'cpu',
    title: 'CPU of service and load generator against offered rate',
    howToRead: `How much of its own CPUs each side used. ${howToReadLimits(generators)} ${DOTS_IN_WORDS}`,
    names: drawn.map(({ name }) => name),
    legend: true,
    panels: sides.map(({ name }, i): Panel => {
      const y = { name: `${name}, of its CPUs`, kind: 'linear', min: 0, format: cpuPercent } as const;
      const place = { left: i * width, top: 0, width, height: 300 };
      return { ...place, x: rateAxis(), y: { ...y, max: most } };
    }),
    series: sides.flatMap(({ name, figure, busy }, panel) => [
      ...(name === 'service' || generators.has('k6')
        ? [limitLine({ panel, y: busy, words: cpuPercent(busy) })]
        : []),
      ...drawn.flatMap((one) =>
        againstRate(one, { panel, figure, ...(panel === 0 ? { words: bothSides } : {}) }),
      ),
    ]),
  };
}

/** The built-in generator never sleeps from 833 requests/s a CPU on: a busy one is no limit. */
function howToReadLimits(generators: ReadonlySet<string>): string {
  const k6 = generators.has('k6') ? ', and k6 may be what was measured' : '';
  const builtin = generators.has('builtin')
    ? ' The built-in generator watches the clock between arrivals, so that its share is no limit: that would show as lag.'
    : '';
  return `Above the dashed line a service is limited by its CPUs${k6}.${builtin}`;
}
