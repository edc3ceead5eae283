import type { LoadTarget } from '@framework-lab/protocol/load';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import { DEFAULT_OBJECTIVE } from '../domain/objective.ts';
import { stepRecord } from '../domain/step-record.ts';
import { getRequest, type TruthSeen, type TruthStep } from '../domain/truth/truth-case.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { GeneratorSession } from '../ports/load-generator.ts';
import { offerLoad } from './offer-load.ts';
import type { LabParts } from './parts.ts';

export interface TruthOffer {
  readonly parts: Pick<LabParts, 'clock' | 'host'>;
  readonly session: GeneratorSession;
  readonly cpus: CpuLayout;
  readonly signal: AbortSignal;
}

export interface Against {
  readonly target: LoadTarget;
  readonly contender: RunningContender | null;
}

/** Offers one step as lab/run-step.ts does, and judges it with what the host really showed. */
export async function offerTruth(
  offer: TruthOffer,
  { target, contender }: Against,
  step: TruthStep,
): Promise<Pick<TruthSeen, 'record' | 'load'>> {
  const { parts, session, cpus, signal } = offer;
  const { ratePerSec, durationS, leadInS = 0.5, timeoutMs = 5000, connections = 64 } = step;
  const offered = await offerLoad(
    {
      contender,
      target,
      session,
      requests: step.requests ?? [getRequest('all', '/')],
      pool: { timeoutMs, connections, pacing: step.pacing ?? 'paced' },
      cpus,
      seed: step.seed ?? 1,
      parts,
      signal,
    },
    { id: 'truth', ratePerSec, durationS, leadInS },
    () => undefined,
  );
  const record = stepRecord({
    id: { contender: 'truth', block: 1, launch: 1, index: 1, attempt: 1 },
    ratePerSec,
    durationS,
    leadInS,
    startedAt: '',
    scenario: { objective: step.objective ?? DEFAULT_OBJECTIVE, timeoutMs, connections },
    cpus,
    cpusVerified: contender?.started.cpusVerified ?? false,
    offered,
  });
  return { record, load: offered.load };
}
