import type { LabEvent, LaunchRef } from '../events.ts';
import type { Objective } from '../objective.ts';
import type { StepId, StepRecord } from '../run-record.ts';
import type { Tags } from './fields.ts';

/** What has to be known of the events so far to make points of the next one. */
export interface MetricContext {
  readonly run: RunFacts;
  readonly launch: LaunchRef | null;
  /** The step that was started last, and who offers it. */
  readonly started: { readonly key: string; readonly generator: string } | null;
  /** The stretch of load that is under way, or was last, where its seconds are told live. */
  readonly span: LoadSpan | null;
  /** The contender's own count in its last second; a launch begins a new one. */
  readonly served: { readonly launch: number; readonly atMs: number; readonly completed: number } | null;
  /** Finished steps of this run, to take back what a later attempt replaced. */
  readonly steps: readonly StepRecord[];
}

type Second = Extract<LabEvent, { readonly type: 'second' }>;

export interface RunFacts {
  readonly id: string;
  readonly scenario: string;
  readonly runtime: string;
  readonly generator: string;
  readonly objective: Objective;
}

export interface LoadSpan {
  readonly key: string;
  readonly generator: string;
  /** Unix ms of its second 0. */
  readonly startWallMs: number;
}

export function metricContext(run: RunFacts): MetricContext {
  return { run, launch: null, started: null, span: null, served: null, steps: [] };
}

/** The context after an event; null until the run has started. Pure. */
export function nextContext(context: MetricContext | null, event: LabEvent): MetricContext | null {
  if (event.type === 'run-started') {
    const { runId: id, title: scenario, runtime, generator, objective } = event;
    return metricContext({ id, scenario, runtime, generator, objective });
  }
  if (context === null) return null;
  switch (event.type) {
    case 'launch-started': {
      const { contender, block, launch } = event;
      return { ...context, launch: { contender, block, launch } };
    }
    case 'step-started': {
      const { step, generator = context.run.generator } = event;
      return { ...context, started: { key: spanKey(step, step.contender), generator } };
    }
    case 'second': {
      const { completed } = event.server ?? { completed: null };
      const launch = event.step?.launch ?? context.launch?.launch ?? 0;
      return {
        ...context,
        span: spanOf(context, event) ?? context.span,
        served: completed === null ? context.served : { launch, atMs: event.atMs, completed },
      };
    }
    case 'step-finished':
      return { ...context, steps: [...context.steps, event.record] };
    default:
      return context;
  }
}

/**
 * The stretch of load that a second belongs to. It begins where its first second says: a second is
 * told of when it is over. All its points are counted from there, also those that replace them when
 * the step is over, so that they fall on the same times. Null where the generator tells nothing yet.
 */
export function spanOf(context: MetricContext, event: Second): LoadSpan | null {
  if (event.load === null || event.wallMs === undefined) return null;
  const key = spanKey(event.step, event.contender);
  if (context.span?.key === key) return context.span;
  const generator = generatorOf(context, event);
  return { key, generator, startWallMs: Math.round(event.wallMs - (event.load.index + 1) * 1000) };
}

/** Who offers the load of a second. */
export function generatorOf({ started, run }: MetricContext, { generator, step, contender }: Second): string {
  const known = started?.key === spanKey(step, contender) ? started.generator : run.generator;
  return generator?.name ?? known;
}

export function spanKey(step: StepId | null, contender: string): string {
  return step === null
    ? `${contender} warm-up`
    : [step.contender, step.launch, step.index, step.attempt].join(' ');
}

export function runTags({ run }: MetricContext): Tags {
  return { run: run.id, scenario: run.scenario, runtime: run.runtime, generator: run.generator };
}

export function launchTags(context: MetricContext, { contender, block, launch }: LaunchRef): Tags {
  return { ...runTags(context), contender, block: String(block), launch: String(launch) };
}

/** Of a step, or of the warm-up of the launch that is under way. */
export function stepTags(
  context: MetricContext,
  step: StepId | null,
  contender: string,
  generator?: string,
): Tags {
  const ref = step ?? context.launch ?? { contender, block: 0, launch: 0 };
  return {
    ...launchTags(context, { ...ref, contender }),
    step: step === null ? 'warm-up' : String(step.index),
    attempt: String(step?.attempt ?? 1),
    generator: generator ?? context.run.generator,
  };
}
