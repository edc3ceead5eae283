import type { Histogram } from '@framework-lab/protocol/histogram';
import { z } from 'zod';
import type { LoadWindow } from './load.ts';
import type { Objective } from './objective.ts';
import type { RunRecord, StepId, StepRecord } from './run-record.ts';
import type { StepEvidence } from './step-evidence.ts';

export const countsSchema = z.object({
  planned: z.int(),
  sent: z.int(),
  unsent: z.int(),
  dropped: z.int(),
  completed: z.int(),
  ok: z.int(),
  errors: z.int(),
  timeouts: z.int(),
});

/** What neither the record of a step nor its histograms tell, and its verdict depends on. */
export const keptEvidenceSchema = z.object({
  leadIn: countsSchema,
  drainMs: z.number(),
  elapsedMs: z.object({ monotonic: z.number(), wall: z.number() }),
  use: z.object({ wallUs: z.number(), cpuUs: z.number(), gcMaxUs: z.number(), gcUs: z.number() }),
  aborted: z.boolean(),
  contenderDied: z.boolean(),
  interrupted: z.boolean(),
  host: z.array(
    z.object({
      index: z.int(),
      stealShare: z.number(),
      foreignShare: z.number().nullable(),
      serverCpuShare: z.number(),
      softirqShare: z.number(),
    }),
  ),
});

export type KeptEvidence = Readonly<z.output<typeof keptEvidenceSchema>>;

/** What a run's files hold of one step beside its record. */
export interface StoredStep {
  readonly id: StepId;
  readonly windows: readonly LoadWindow[];
  /** Null: the file does not hold it whole. */
  readonly schedulerLag: Histogram | null;
  /** Null: the lab that ran it did not keep it, or the file does not hold it whole. */
  readonly kept: KeptEvidence | null;
}

export function keptEvidence({ load, host, contenderDied, interrupted }: StepEvidence): KeptEvidence {
  const { leadIn, drainMs, elapsedMs, use, aborted } = load;
  return { leadIn, drainMs, elapsedMs, use, aborted, contenderDied, interrupted, host: [...host] };
}

/**
 * The evidence of a recorded step under an objective, exactly as it was judged by. Null where the
 * files do not hold all of it: a verdict from a part of the seconds would be of another step.
 */
export function storedEvidence(
  run: Pick<RunRecord, 'scenario' | 'cpus'>,
  step: StepRecord,
  stored: StoredStep,
  objective: Objective,
): StepEvidence | null {
  const { windows, schedulerLag } = stored;
  if (schedulerLag === null || windows.length !== step.judgement.windows) return null;
  const { host, contenderDied, interrupted, ...load } = stored.kept ?? evidenceOfOldRun(step);
  const { planned, sent, unsent, dropped, completed, ok, errors, timeouts } = step;
  const counts = { planned, sent, unsent, dropped, completed, ok, errors, timeouts };
  return {
    load: { ...load, counts, windows, schedulerLag },
    ratePerSec: step.ratePerSec,
    durationS: step.durationS,
    timeoutMs: run.scenario.timeoutMs,
    connections: run.scenario.connections,
    objective,
    host,
    generatorCpus: run.cpus.load.length,
    // Counts are compared over the lead-in too, and without evidence that is not known.
    serverCompleted: stored.kept === null ? null : step.serverCompleted,
    contenderDied,
    interrupted,
  };
}

/** Of a run before evidence was kept: nothing speaks against what nobody wrote down. */
function evidenceOfOldRun({ drainMs, durationS, generator }: StepRecord): KeptEvidence {
  const wallUs = durationS * 1e6;
  const none = { planned: 0, sent: 0, unsent: 0, dropped: 0, completed: 0, ok: 0, errors: 0, timeouts: 0 };
  return {
    leadIn: none,
    drainMs,
    elapsedMs: { monotonic: durationS * 1000, wall: durationS * 1000 },
    use: { wallUs, cpuUs: (generator.cpuShare ?? 0) * wallUs, gcMaxUs: 0, gcUs: 0 },
    aborted: false,
    contenderDied: false,
    interrupted: false,
    host: [],
  };
}
