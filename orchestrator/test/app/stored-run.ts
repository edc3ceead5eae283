import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { Objective } from '../../src/domain/objective.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import { stepRecord } from '../../src/domain/step-record.ts';
import type { SimulatedEvidence } from '../domain/simulated-step.ts';
import { contender, emptyRun, launch } from '../report/fixture.ts';

/** A step as it happened, and whose it was. */
export interface Happened {
  readonly contender: string;
  readonly evidence: SimulatedEvidence;
}

export function recordOf(steps: readonly Happened[], objective: Objective): RunRecord {
  const ids = [...new Set(steps.map((step) => step.contender))];
  const rates = [...new Set(steps.map(({ evidence }) => evidence.ratePerSec))].sort((a, b) => a - b);
  const empty = emptyRun();
  const scenario = {
    ...empty.scenario,
    objective,
    policy: { ...empty.scenario.policy, ratesPerSec: rates },
  };
  const records = steps.map((happened, i): StepRecord => {
    const { evidence } = happened;
    const { ratePerSec, durationS, load, serverCompleted, contenderDied } = evidence;
    const offered = {
      load,
      samples: [],
      loadStartMs: 0,
      loadStartWallMs: 0,
      stalledS: null,
      serverCompleted,
      contenderDied,
    };
    const id = {
      contender: happened.contender,
      block: 1,
      launch: ids.indexOf(happened.contender) + 1,
      index: i + 1,
      attempt: 1,
    };
    const step = { id, ratePerSec, durationS, leadInS: 1, startedAt: empty.startedAt, scenario, offered };
    return stepRecord({ ...step, cpus: empty.cpus, cpusVerified: true }, { ...evidence, objective });
  });
  return {
    ...empty,
    objective,
    scenario,
    contenders: ids.map((id) => contender(id, '1.0.0')),
    launches: ids.map((id, i) => launch(id, i + 1)),
    steps: records,
  };
}

/** Writes a run as the lab does, one step after another, into a results folder of its own. */
export async function storedRun(steps: readonly Happened[], objective: Objective) {
  const results = mkdtempSync(join(tmpdir(), 'framework-lab-rejudge-'));
  const record = recordOf(steps, objective);
  const store = fileStore(results, () => ({}));
  const run = await store.create(record, {}, {} as never);
  for (const [i, step] of record.steps.entries()) {
    const { evidence } = steps[i] as Happened;
    await run.appendStep(step, evidence.load, evidence);
  }
  await run.close();
  return { results, record, store, folder: join(results, record.id) };
}
