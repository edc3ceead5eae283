import type { LabEvent } from '../events.ts';
import { eventPoints } from './event-points.ts';
import type { Point } from './fields.ts';
import { liveSecondPoints } from './live-second-points.ts';
import { type MetricContext, nextContext } from './metric-context.ts';
import { finishedStepPoints, replacedStepPoint } from './step-points.ts';

/** An event's points and what is known after it; nothing before the run has started. */
export function metricsOf(
  context: MetricContext | null,
  event: LabEvent,
): { readonly points: Point[]; readonly context: MetricContext | null } {
  const after = nextContext(context, event);
  const known = event.type === 'run-started' ? after : context;
  return { points: known === null ? [] : pointsOf(event, known), context: after };
}

/**
 * The points that an event makes, given what was known before it. Pure, and from the event's own wall
 * clock time only, so that a replay makes the same points again. An event without one makes none.
 *
 * What is told of a second while it happens is provisional: when the step is over, its seconds by
 * intended time come under the same tags and times and win. Lead-in, drain, and a step that did not
 * finish keep what was seen live.
 */
export function pointsOf(event: LabEvent, context: MetricContext): Point[] {
  if (event.wallMs === undefined) return [];
  const annotations = eventPoints(event, event.wallMs, context);
  switch (event.type) {
    case 'second':
      return liveSecondPoints(event, event.wallMs, context);
    case 'step-finished':
      return [...finishedStepPoints(event, context), ...annotations];
    case 'run-finished':
      // A resumed run replaced attempts that an earlier process of the lab wrote down.
      return [
        ...event.record.steps.filter((step) => !step.final).map((step) => replacedStepPoint(step, context)),
        ...annotations,
      ];
    default:
      return annotations;
  }
}
