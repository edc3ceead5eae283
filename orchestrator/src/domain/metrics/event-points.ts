import type { LabEvent } from '../events.ts';
import { formatObjective } from '../objective.ts';
import { formatRate } from '../units.ts';
import { type Point, point, type Tags } from './fields.ts';
import { launchTags, type MetricContext, runTags, stepTags } from './metric-context.ts';

/** What charts are annotated with: the run, its launches and steps, and what each step was judged. */
export function eventPoints(event: LabEvent, wallMs: number, context: MetricContext): Point[] {
  // Grafana shows the text alone, so it says the title again.
  const annotation = (kind: string, tags: Tags, title: string, text: string, labels: string): Point[] => [
    point('lab_event', { ...tags, kind }, { title, text: `${title} · ${text}`, tags: labels }, wallMs),
  ];
  switch (event.type) {
    case 'run-started': {
      const text = `${formatObjective(event.objective)} · seed ${event.seed} · ${event.runtime} · ${event.generator}`;
      return annotation('run-started', runTags(context), `run ${event.runId}`, text, 'run,start');
    }
    case 'run-finished': {
      const { id, state, steps } = event.record;
      const title = `run ${id} ${state}`;
      return annotation('run-finished', runTags(context), title, `${steps.length} steps`, `run,end,${state}`);
    }
    case 'launch-started': {
      const text = `launch ${event.launch}, block ${event.block}`;
      return annotation('launch-started', launchTags(context, event), event.contender, text, 'launch,start');
    }
    case 'step-started': {
      const { step, ratePerSec, durationS, generator } = event;
      const tags = stepTags(context, step, step.contender, generator);
      const title = `${step.contender} ${formatRate(ratePerSec)}`;
      const retried = step.attempt > 1 ? `, attempt ${step.attempt}` : '';
      return annotation('step-started', tags, title, `${durationS} s${retried}`, 'step,start');
    }
    case 'step-finished': {
      const { record } = event;
      const tags = stepTags(context, record, record.contender, record.generator.name);
      const title = `${record.contender} ${formatRate(record.ratePerSec)}: ${record.verdict}`;
      return annotation('verdict', tags, title, record.detail, `verdict,${record.verdict}`);
    }
    default:
      return [];
  }
}
