import type { StepLoad } from '../domain/load.ts';
import type { StepId, StepRecord } from '../domain/run-record.ts';
import type { StepEvidence } from '../domain/step-evidence.ts';
import { stepEvidence, stepRecord } from '../domain/step-record.ts';
import type { LaunchContext } from './launch-context.ts';
import { offerLoad } from './offer-load.ts';

export interface StepToRun {
  readonly id: StepId;
  readonly ratePerSec: number;
  readonly durationS: number;
  /** Steps expected in the launch, for the screen. */
  readonly of: number;
}

export interface FinishedStep {
  readonly record: StepRecord;
  readonly load: StepLoad;
  readonly evidence: StepEvidence;
  /** Unix ms at which the counted load began. */
  readonly loadStartWallMs: number;
  readonly contenderDied: boolean;
}

/** Offers one step, judges it, and says what it was. */
export async function runStep(step: StepToRun, context: LaunchContext): Promise<FinishedStep> {
  const { scenario, parts, contender } = context;
  const session = context.sessions.forRate(step.ratePerSec);
  const leadInS = Math.max(scenario.step.leadInS, session.leastLeadInS);
  const startedAt = new Date(parts.clock.wallMs()).toISOString();
  parts.emit({
    type: 'step-started',
    step: step.id,
    ratePerSec: step.ratePerSec,
    durationS: step.durationS,
    leadInS: session.startDelayMs / 1000 + leadInS,
    of: step.of,
    generator: session.name,
  });

  const span = { ...step, id: stepName(step.id), leadInS };
  const offered = await offerLoad({ ...context, session }, span, (load, server, monitor) => {
    parts.emit({
      type: 'second',
      contender: contender.spec.id,
      step: step.id,
      ratePerSec: step.ratePerSec,
      load,
      server,
      host: monitor.latestHost(context.cpus),
    });
    return undefined;
  });

  context.signal.throwIfAborted();
  const toRecord = {
    ...step,
    startedAt,
    scenario,
    cpus: context.cpus,
    cpusVerified: contender.started.cpusVerified,
    offered,
  };
  const evidence = stepEvidence(toRecord);
  const record = stepRecord(toRecord, evidence);
  const { load, loadStartWallMs, contenderDied } = offered;
  return { record, load, evidence, loadStartWallMs, contenderDied };
}

function stepName(id: StepId): string {
  return `${id.contender}-${id.launch}-${id.index}-${id.attempt}`;
}
