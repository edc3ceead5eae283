import type { StepLoad } from '../domain/load.ts';
import type { StepId, StepRecord } from '../domain/run-record.ts';
import type { StepEvidence } from '../domain/step-evidence.ts';
import type { PlannedStep } from '../domain/step-policy.ts';
import { stepEvidence, stepRecord } from '../domain/step-record.ts';
import type { LaunchContext } from './launch-context.ts';
import { offerLoad } from './offer-load.ts';

export interface StepToRun extends Pick<PlannedStep, 'ratePerSec' | 'durationS' | 'purpose' | 'leadIn'> {
  readonly id: StepId;
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
  const leadInS = Math.max(step.leadIn?.durationS ?? scenario.step.leadInS, session.leastLeadInS);
  const startedAt = new Date(parts.clock.wallMs()).toISOString();
  parts.emit({
    type: 'step-started',
    step: step.id,
    ratePerSec: step.ratePerSec,
    durationS: step.durationS,
    leadInS: session.startDelayMs / 1000 + leadInS,
    of: step.of,
    purpose: step.purpose,
    generator: session.name,
  });

  const { ratePerSec, durationS, leadIn } = step;
  const atRate = leadIn === undefined ? {} : { leadInRatePerSec: leadIn.ratePerSec };
  const span = { id: stepName(step.id), ratePerSec, durationS, leadInS, ...atRate };
  const offered = await offerLoad(
    { ...context, session, seed: seedOf(step.id, context.seed) },
    span,
    (load, server, monitor) => {
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
    },
  );

  context.signal.throwIfAborted();
  const toRecord = {
    ...step,
    leadInS,
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

/**
 * Random arrivals of its own for every step: else all steps of a search would be one sample path. The same for
 * every contender of a block, so that they stay comparable.
 */
function seedOf({ block, index, attempt }: StepId, seed: number): number {
  return seed + 1_000_003 * block + 1009 * index + attempt;
}

function stepName(id: StepId): string {
  return `${id.contender}-${id.launch}-${id.index}-${id.attempt}`;
}
