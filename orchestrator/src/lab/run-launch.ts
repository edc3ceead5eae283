import { isDeepStrictEqual } from 'node:util';
import type { RequestOrder } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../domain/contender.ts';
import { changedByLoad, NoWholeResponse } from '../domain/contract-errors.ts';
import type { LaunchPhase } from '../domain/events.ts';
import { type LaunchRecord, launchName } from '../domain/launch-record.ts';
import { policyFor } from '../domain/policy.ts';
import { readyTimeoutS } from '../domain/time-plan.ts';
import { formatRate } from '../domain/units.ts';
import { died } from './died.ts';
import { waitUntilIdle } from './idle.ts';
import type { Journal } from './journal.ts';
import type { LaunchContext } from './launch-context.ts';
import { launchRequests } from './launch-requests.ts';
import type { LabParts } from './parts.ts';
import type { RunPlan } from './plan.ts';
import { requireDependencies } from './require-dependencies.ts';
import { runStep } from './run-step.ts';
import { openSessions } from './sessions.ts';
import { warmUp } from './warm-up.ts';

const EXPECTED_START_S = 1;
const EXPECTED_VERIFY_S = 0.5;

export interface LaunchToRun {
  readonly spec: ContenderSpec;
  readonly block: number;
  readonly launch: number;
}

/**
 * One fresh start of a contender: start, verify, warm up, its steps, verify again, stop.
 * Gives `again` when the contender could not drain, so that the remaining steps need a fresh start.
 */
export async function runLaunch(
  { spec, block, launch }: LaunchToRun,
  plan: RunPlan,
  parts: LabParts,
  journal: Journal,
  signal: AbortSignal,
): Promise<'done' | 'again'> {
  const ref = { contender: spec.id, block, launch };
  const phase = (name: LaunchPhase, detail: string, expectedS: number): void =>
    parts.emit({ type: 'phase', ...ref, phase: name, detail, expectedS });
  const update = (facts: Partial<LaunchRecord>): void => journal.updateLaunch(launch, facts);
  const name = launchName(ref);
  const { scenario } = plan;

  phase('start', `on CPUs ${plan.cpus.server.join(',')}`, EXPECTED_START_S);
  await using contender = await parts.runtime.start(spec, {
    cpus: plan.cpus.server,
    dependencyCpus: plan.cpus.housekeeping,
    launchName: name,
    logFile: journal.logFile(`${name}.log`),
    readyTimeoutMs: readyTimeoutS(scenario) * 1000,
    signal,
    ...(plan.port === null ? {} : { port: plan.port }),
  });
  update(contender.started);
  const life = { ended: false };
  void contender.exited.then(() => {
    life.ended = true;
  });
  await using sessions = await openSessions(plan, parts, {
    cpus: plan.cpus.load,
    logFile: journal.logFile(`generator-${launch}.log`),
    signal,
  });

  phase(
    'verify',
    `${scenario.requests.length} request${scenario.requests.length === 1 ? '' : 's'}`,
    EXPECTED_VERIFY_S,
  );
  const { numbers, verify } = await launchRequests(contender, plan, launch, parts);
  const { orders: requests, notes } = await verify();
  for (const note of notes) journal.noteLaunch(launch, note);
  update({ contract: 'verified-before' });
  const context: LaunchContext = {
    contender,
    target: { address: contender.address.host, port: contender.address.port },
    sessions,
    requests,
    scenario,
    pool: scenario,
    cpus: plan.cpus,
    seed: plan.seed,
    numbers,
    parts,
    signal,
  };

  phase('warm-up', formatRate(scenario.warmUp.ratePerSec), scenario.warmUp.minS);
  const warmed = await warmUp(context, name);
  update({ warmUp: warmed });
  requireDependencies(contender, 'in the warm-up');
  // No step was offered to it, so there is none to judge.
  if (life.ended) throw await died(contender, 'in the warm-up', 'it died before any step was offered');
  // What the warm-up left in flight would land in the first step's count.
  if (!(await waitUntilIdle(contender, parts.clock, signal))) {
    journal.noteLaunch(launch, 'the warm-up did not drain: the first step may count some of its requests');
  }
  if (!warmed.steady)
    journal.noteLaunch(launch, `not-steady: CPU per request still moved after ${warmed.seconds} s`);

  phase('steps', '', 0);
  const policy = policyFor(scenario);
  for (;;) {
    const next = policy.next(journal.pastSteps(spec.id, block), journal.earlierSteps(spec.id, block));
    if (next.kind === 'stop') break;
    const { ratePerSec, index, attempt } = next;
    const step = await runStep({ ...next, id: { ...ref, index, attempt }, of: policy.maxSteps }, context);
    // Before it is kept: without its database a contender fails, and that is no limit of it.
    requireDependencies(contender, `in the step at ${formatRate(ratePerSec)}`);
    await journal.stepFinished(step);
    if (step.contenderDied) {
      const at = `while it was offered ${formatRate(ratePerSec)}`;
      throw await died(contender, at, 'the step it died in is recorded as failed');
    }
    if (!(await waitUntilIdle(contender, parts.clock, signal))) {
      requireDependencies(contender, 'between two steps');
      // A crash is not slow draining: it must not pass for a fresh start of what remains.
      if (life.ended) throw await died(contender, 'between two steps', 'the finished steps are kept');
      journal.noteLaunch(
        launch,
        `could not drain after ${formatRate(ratePerSec)}: what remains needs a fresh start`,
      );
      return 'again';
    }
  }

  phase('verify-again', '', EXPECTED_VERIFY_S);
  const own = journal.pastSteps(spec.id, block).filter((step) => step.launch === launch);
  const hasFailed = own.some((step) => step.verdict === 'failed');
  try {
    requireUnchanged(contender.spec, requests, (await verify()).orders);
    update({ contract: 'verified' });
  } catch (error) {
    requireDependencies(contender, 'after the last step');
    if (life.ended) throw await died(contender, 'after the load', 'the finished steps are kept');
    // What a load silenced gives no wrong answers: the step that failed says what became of it.
    if (!(error instanceof NoWholeResponse && hasFailed)) throw error;
    update({ contract: 'silent-after' });
    journal.noteLaunch(launch, 'it did not answer any more when it was asked again after the load');
  }
  phase('stop', '', 0);
  return 'done';
}

/** A contender that answers differently after the load than before it has broken on the way. */
function requireUnchanged(
  spec: ContenderSpec,
  before: readonly RequestOrder[],
  after: readonly RequestOrder[],
): void {
  // What is sent may differ by its numbers. A body that was not held before may happen to be the same now.
  const changed = before.filter(({ variants }, i) =>
    variants.some(
      ({ expect }, j) =>
        expect.bodyLength !== undefined && !isDeepStrictEqual(expect, after[i]?.variants[j]?.expect),
    ),
  );
  if (changed.length > 0)
    throw changedByLoad(
      spec,
      changed.map(({ name }) => name),
    );
}
