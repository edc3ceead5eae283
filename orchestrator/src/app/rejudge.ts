import { curveObjectives } from '../domain/capacity-curve.ts';
import { LabError } from '../domain/errors.ts';
import type { Objective } from '../domain/objective.ts';
import { formatObjective } from '../domain/objective.ts';
import { rejudge, underObjective } from '../domain/rejudge.ts';
import type { RunRecord, Warning } from '../domain/run-record.ts';
import { stepKey } from '../domain/step-id.ts';
import { storedEvidence } from '../domain/stored-step.ts';
import type { Judgement } from '../domain/verdict-types.ts';
import type { RunStore } from '../ports/run-store.ts';

/** A stored run judged again; nothing of it was written. */
export interface RejudgedRun {
  readonly recorded: RunRecord;
  /** Under the objective that was asked for; its warnings say what could not be judged as it was recorded. */
  readonly record: RunRecord;
  /** The objectives of the curve, at the same quantile and share of errors, shortest first. */
  readonly objectives: readonly Objective[];
  /** The record under one of `objectives`. */
  readonly under: (objective: Objective) => RunRecord;
}

/**
 * Judges a stored run by another objective, or by its own. The files are read once, one step in memory
 * at a time; each step is judged under every objective of the curve before the next is read. Throws
 * LAB_RUN_UNKNOWN, LAB_RECORD_UNREADABLE, LAB_RUN_INCOMPLETE, LAB_OBJECTIVE_INVALID.
 */
export async function rejudgeRun(
  store: Pick<RunStore, 'load' | 'storedSteps'>,
  id: string,
  asked: Objective | null,
): Promise<RejudgedRun> {
  const recorded = await store.load(id);
  const objective = asked ?? recorded.objective;
  const { timeoutMs } = recorded.scenario;
  if (objective.latencyMs > timeoutMs) throw beyondTimeout(objective, timeoutMs);
  const objectives = curveObjectives(objective, timeoutMs);
  const steps = new Map(recorded.steps.map((step) => [stepKey(step), step]));
  const judged = new Map<string, ReadonlyMap<number, Judgement>>();
  let withoutHost = 0;
  // By the folder: a copied or renamed one holds another id in its record.
  for await (const stored of store.storedSteps(id)) {
    const key = stepKey(stored.id);
    const step = steps.get(key);
    const evidence = step === undefined ? null : storedEvidence(recorded, step, stored, objective);
    if (step === undefined || evidence === null) continue;
    if (stored.kept === null) withoutHost += 1;
    judged.set(key, new Map(objectives.map((one) => [one.latencyMs, rejudge(step, stored, evidence, one)])));
  }
  if (judged.size === 0) throw incomplete(recorded);
  const leftOut = recorded.steps.length - judged.size;
  const under = (one: Objective): RunRecord =>
    underObjective(recorded, one, (step) => judged.get(stepKey(step))?.get(one.latencyMs));
  const record = under(objective);
  return {
    recorded,
    record: { ...record, warnings: [...record.warnings, ...warningsOf(leftOut, withoutHost, recorded)] },
    objectives,
    under,
  };
}

function warningsOf(leftOut: number, withoutHost: number, { steps }: RunRecord): Warning[] {
  const all = steps.length;
  return [
    ...(leftOut === 0
      ? []
      : [
          {
            code: 'not-rejudged',
            message: `${leftOut} of ${all} steps could not be judged again: their seconds are damaged or missing. They are left out here.`,
          },
        ]),
    ...(withoutHost === 0
      ? []
      : [
          {
            code: 'host-unknown',
            message: `for ${withoutHost} of ${all} steps the lab that ran them kept no evidence of its own (seconds of the host, lead-in, clocks): noise by the host is known from the recorded judgement only, and is otherwise not taken off.`,
          },
        ]),
  ];
}

function beyondTimeout(objective: Objective, timeoutMs: number): LabError {
  return new LabError(
    'LAB_OBJECTIVE_INVALID',
    'No objective longer than the timeout can be judged: what takes longer was never waited for.',
    {
      seen: [
        ['given', formatObjective(objective)],
        ['timeout of the run', `${timeoutMs} ms`],
      ],
      fix: [`give a latency of at most ${timeoutMs}ms, or run again with a longer timeout in the scenario`],
    },
  );
}

function incomplete(record: RunRecord): LabError {
  const none = record.steps.length === 0;
  return new LabError('LAB_RUN_INCOMPLETE', `No step of run ${record.id} can be judged again.`, {
    seen: [
      ['steps in run.json', String(record.steps.length)],
      [
        'missing',
        none
          ? 'a finished step'
          : 'whole lines of them in seconds.ndjson and histograms.ndjson (damaged, deleted, or of an older lab)',
      ],
    ],
    fix: ['npm run lab -- list shows the other runs; to have this one again, run its scenario again'],
  });
}
