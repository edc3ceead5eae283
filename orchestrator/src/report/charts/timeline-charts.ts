import type { ReportedRun } from '../../domain/reported-run.ts';
import { stepKey } from '../../domain/step-id.ts';
import type { Chart } from './chart.ts';
import { draw } from './draw.ts';
import { timelineDrawing } from './timeline.ts';

/** All timelines of a report together: with them it stays a file that can be sent, under 1.5 MB for 500 steps. */
const BUDGET_CHARACTERS = 500_000;

/** A picture of each launch's seconds, as many as there is room for: those where something was not held first. */
export function timelineCharts(run: ReportedRun): Chart[] {
  const missed = new Set(
    run.record.steps.flatMap(({ final, verdict, launch }) => (final && verdict !== 'held' ? [launch] : [])),
  );
  const byInterest = run.record.launches.toSorted(
    (a, b) => Number(missed.has(b.launch)) - Number(missed.has(a.launch)) || a.launch - b.launch,
  );
  const drawn: { readonly launch: number; readonly chart: Chart }[] = [];
  let left = BUDGET_CHARACTERS;
  for (const launch of byInterest) {
    const drawing = timelineDrawing(run, launch);
    if (drawing === null) continue;
    const chart = draw(drawing);
    left -= chart.svg.length;
    if (left < 0) break;
    drawn.push({ launch: launch.launch, chart });
  }
  return drawn.sort((a, b) => a.launch - b.launch).map(({ chart }) => chart);
}

/** Launches whose seconds are known and that had no room, for the page to say. */
export function launchesLeftOut({ record, timelines }: ReportedRun, drawn: readonly Chart[]): number[] {
  const ids = new Set(drawn.map(({ id }) => id));
  const known = record.steps.filter((step) => (timelines.get(stepKey(step))?.seconds.length ?? 0) > 0);
  return [...new Set(known.map(({ launch }) => launch))].filter((launch) => !ids.has(`timeline-${launch}`));
}
