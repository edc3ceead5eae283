import type { LabEvent } from '../events.ts';
import type { LoadWindow } from '../load.ts';
import type { RunRecord, StepId, StepRecord } from '../run-record.ts';
import type { Point } from './fields.ts';
import { type MetricContext, metricContext, spanKey } from './metric-context.ts';
import { metricsOf } from './points.ts';

export interface StoredRun {
  readonly record: RunRecord;
  /** In their order; empty where the run kept none. */
  readonly events: readonly LabEvent[];
  /** Of the steps, by `spanKey`. */
  readonly windows: ReadonlyMap<string, readonly LoadWindow[]>;
}

export interface Replay {
  readonly points: readonly Point[];
  /** What these files cannot tell, for people. */
  readonly missing: readonly string[];
}

/** The points of a run that kept no file of them, from its other files, as far as they tell. Pure. */
export function replay({ record, events, windows }: StoredRun): Replay {
  const stamped = events.length === 0 ? recordedSteps(record) : stampedEvents(events);
  const timed = stamped.map((event) => withWindows(event, windows, record));
  const points: Point[] = [];
  let context: MetricContext | null = contextOf(record);
  for (const event of timed) {
    const made = metricsOf(context, event);
    points.push(...made.points);
    context = made.context;
  }
  return { points, missing: missingOf(record, timed) };
}

function contextOf(record: RunRecord): MetricContext {
  return metricContext({
    id: record.id,
    scenario: record.scenario.name,
    runtime: record.runtime,
    generator: record.generator.name,
    objective: record.objective,
  });
}

/**
 * Gives events of older runs their wall clock time. Each process of the lab counts its own time, so
 * every stretch that begins with `run-started` has its own offset, told by a moment that stands on
 * both clocks: the start of a step, else of a launch.
 */
function stampedEvents(events: readonly LabEvent[]): LabEvent[] {
  const stretches: LabEvent[][] = [];
  for (const event of events) {
    if (event.type === 'run-started' || stretches.length === 0) stretches.push([]);
    stretches.at(-1)?.push(event);
  }
  return stretches.flatMap((stretch) => {
    const offsetMs = wallMinusMonotonicMs(stretch);
    if (offsetMs === null) return stretch;
    return stretch.map((event) => ({ ...event, wallMs: event.wallMs ?? event.atMs + offsetMs }));
  });
}

function wallMinusMonotonicMs(stretch: readonly LabEvent[]): number | null {
  for (const event of stretch) {
    if (event.type === 'step-finished') {
      const { record } = event;
      const key = spanKey(record, record.contender);
      const start = stretch.find(
        (other) => other.type === 'step-started' && spanKey(other.step, other.step.contender) === key,
      );
      if (start !== undefined) return Date.parse(record.startedAt) - start.atMs;
    }
    if (event.type === 'launch-finished') {
      const { launch, startedAt } = event.record;
      const start = stretch.find((other) => other.type === 'launch-started' && other.launch === launch);
      if (start !== undefined) return Date.parse(startedAt) - start.atMs;
    }
  }
  return null;
}

/** All there is where events were not kept: the steps as they were recorded. */
function recordedSteps(record: RunRecord): LabEvent[] {
  return record.steps.map((step) => {
    const atMs = loadStartMs(step, record) + step.durationS * 1000;
    return { type: 'step-finished', record: step, atMs, wallMs: atMs };
  });
}

function withWindows(event: LabEvent, windows: StoredRun['windows'], record: RunRecord): LabEvent {
  if (event.type !== 'step-finished' || event.seconds !== undefined) return event;
  const found = windows.get(spanKey(event.record, event.record.contender));
  if (found === undefined) return event;
  return { ...event, seconds: { loadStartWallMs: loadStartMs(event.record, record), windows: found } };
}

function loadStartMs(step: StepRecord, { scenario }: RunRecord): number {
  return Date.parse(step.startedAt) + scenario.step.leadInS * 1000;
}

function missingOf(record: RunRecord, events: readonly LabEvent[]): string[] {
  const seconds = events.filter((event) => event.type === 'second');
  const steps = events.filter((event) => event.type === 'step-finished');
  const without = (text: string, missing: boolean): string[] => (missing ? [text] : []);
  const never = (id: StepId): boolean =>
    !steps.some(({ record: step }) => spanKey(step, step.contender) === spanKey(id, id.contender));
  return [
    ...without('CPU, memory and event loops of the seconds', seconds.length === 0),
    ...without('the health of the machine', !seconds.some((event) => event.host)),
    ...without(
      'the seconds of the steps',
      steps.some((event) => event.seconds === undefined),
    ),
    ...without('some steps', record.steps.some(never)),
    ...without(
      'the time of some events',
      events.some((event) => event.wallMs === undefined),
    ),
  ];
}
