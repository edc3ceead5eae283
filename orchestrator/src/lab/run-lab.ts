import { endsBeforeBlock } from '../domain/capacity/budget.ts';
import { LabError, originalError } from '../domain/errors.ts';
import { policyFor } from '../domain/policy.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { launchTimes } from '../domain/time-plan.ts';
import type { Journal } from './journal.ts';
import type { LabParts } from './parts.ts';
import type { RunPlan } from './plan.ts';
import { runLaunch } from './run-launch.ts';

/**
 * The way of one run. The scenario's policy chooses the steps; each launch starts a contender on
 * the server CPUs, verifies it, warms it up, offers each step from the load CPUs, judges it, and
 * stops the contender; the journal keeps and announces everything as it happens.
 *
 *     run-lab → run-launch → verify-contract, warm-up, run-step → offer-load → judge → journal
 *
 * A contender that breaks is recorded and the next one has its turn. An interruption and a store
 * that cannot be written end the run; what was finished by then is kept.
 */
export async function runLab(
  plan: RunPlan,
  parts: LabParts,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const policy = policyFor(plan.scenario);
  for (const { spec, block } of plan.launches) {
    if (endsBefore(block, journal.record, plan)) break;
    // A resumed run brings its past steps along: what they answered already is not offered again.
    while (
      policy.next(journal.pastSteps(spec.id, block), journal.earlierSteps(spec.id, block)).kind === 'step'
    ) {
      signal.throwIfAborted();
      const launch = await journal.launchStarted(spec.id, block, plan.cpus.server);
      try {
        const outcome = await runLaunch({ spec, block, launch }, plan, parts, journal, signal);
        await journal.launchFinished(launch, 'ok');
        if (outcome === 'done') break;
      } catch (thrown) {
        const error = originalError(thrown);
        const interrupted = signal.aborted;
        await journal.launchFinished(launch, interrupted ? 'interrupted' : 'failed', error);
        if (interrupted || !concernsContender(error)) throw error;
        break;
      }
    }
  }
}

/** A search ends before its last block when it knows enough or its time is over; a block once begun is finished. */
function endsBefore(block: number, record: RunRecord, { scenario, generator }: RunPlan): boolean {
  const { policy } = scenario;
  if (policy.kind !== 'capacity' || record.launches.some((launch) => launch.block === block)) return false;
  return endsBeforeBlock(record, policy, block, launchTimes({ ...scenario, policy }, generator)) !== null;
}

/** Whether an error says something of this contender only, so that the others can still be measured. */
function concernsContender(error: unknown): boolean {
  return error instanceof LabError && CONTENDER_ERRORS.has(error.code);
}

const CONTENDER_ERRORS = new Set<string>([
  'LAB_CONTENDER_NOT_READY',
  'LAB_CONTENDER_EXITED',
  'LAB_CONTENDER_OUT_OF_MEMORY',
  'LAB_CONTENDER_IMPOSTOR',
  'LAB_CONTRACT_DIFFERS',
  'LAB_DEPENDENCY_NOT_READY',
  'LAB_DEPENDENCY_EXITED',
  'LAB_LOGIN_FAILED',
  'LAB_RESET_FAILED',
  'LAB_PORT_IN_USE',
]);
