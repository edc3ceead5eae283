import type { ReportedRun } from '../../domain/reported-run.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Chart } from './chart.ts';
import { chartText } from './chart-text.ts';
import { differencesDrawing } from './differences.ts';
import { draw } from './draw.ts';
import type { Drawing } from './drawing.ts';
import { latencyDrawing } from './latency.ts';
import { type Mark, markOf } from './mark.ts';
import { type Drawn, drawnContenders } from './rate-steps.ts';
import { ratesDrawing } from './rates.ts';

/** Two runs over each other, and every difference with its interval. */
export function comparisonCharts(a: ReportedRun, b: ReportedRun): Chart[] {
  const both = overlaid(a.record, b.record);
  const words = `a, with solid lines, is ${chartText(a.record.id)}; b, with dashed ones, is ${chartText(b.record.id)}.`;
  const told = (drawing: Drawing | null): Drawing[] =>
    drawing === null ? [] : [{ ...drawing, howToRead: `${words} ${drawing.howToRead}` }];
  const differences = differencesDrawing(a.record, b.record);
  return [
    ...(differences === null ? [] : [differences]),
    ...told(latencyDrawing(both)),
    ...told(ratesDrawing(both)),
  ].map(draw);
}

/** A contender has one colour in both runs, and in each a line and a shape of its own kind. */
function overlaid(a: RunRecord, b: RunRecord): Drawn[] {
  const ids = [...new Set([...a.contenders, ...b.contenders].map(({ id }) => id))];
  const of = (record: RunRecord, run: string, more: Partial<Mark>): Drawn[] =>
    drawnContenders(record).map((drawn) => ({
      ...drawn,
      name: `${drawn.name} (${run})`,
      mark: { ...markOf(ids.indexOf(drawn.id)), ...more },
    }));
  const inA = of(a, 'a', { dash: 'solid', shape: 'circle' });
  const inB = of(b, 'b', { dash: [6, 4], shape: 'triangle' });
  return [...inA, ...inB].sort((x, y) => ids.indexOf(x.id) - ids.indexOf(y.id));
}
