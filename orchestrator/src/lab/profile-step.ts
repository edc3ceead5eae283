import { LabError } from '../domain/errors.ts';
import { busyOf } from '../domain/profile/shares.ts';
import type { StepId, StepRecord } from '../domain/run-record.ts';
import type { Scenario } from '../domain/scenario.ts';
import { stepRecord } from '../domain/step-record.ts';
import { readyTimeoutS } from '../domain/time-plan.ts';
import { formatRate } from '../domain/units.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { GeneratorSession } from '../ports/load-generator.ts';
import type { ProfiledContender, ProfiledStart, Profiler, SampledThreads } from '../ports/profilers.ts';
import { died } from './died.ts';
import { waitUntilIdle } from './idle.ts';
import type { LaunchContext } from './launch-context.ts';
import { launchRequests } from './launch-requests.ts';
import { offerLoad } from './offer-load.ts';
import type { LabParts } from './parts.ts';
import type { RunPlan } from './plan.ts';
import { warmUp } from './warm-up.ts';

export interface ProfileToRun extends Omit<ProfiledStart, 'contenders' | 'options'> {
  readonly profiler: Profiler;
  readonly plan: Pick<RunPlan, 'scenario' | 'cpus' | 'seed' | 'values'>;
  readonly ratePerSec: number;
  readonly session: GeneratorSession;
  readonly logFile: string;
}

export interface ProfiledStep extends SampledThreads {
  readonly record: StepRecord;
  readonly node: string | null;
}

/** One step with the profiler at work, on a contender of its own: start, verify, warm up, offer, stop. */
export async function profileStep(
  order: ProfileToRun,
  parts: LabParts,
  signal: AbortSignal,
): Promise<ProfiledStep> {
  const { spec, profiler, plan, session, logFile } = order;
  const ref = { contender: spec.id, block: 1, launch: 1 };
  parts.emit({ type: 'launch-started', ...ref });
  const options = {
    cpus: plan.cpus.server,
    launchName: `${spec.id}-profile`,
    logFile,
    readyTimeoutMs: readyTimeoutS(plan.scenario) * 1000,
    signal,
  };
  await using profiled = await profiler.start({ ...order, contenders: parts.runtime, options });
  const { contender } = profiled;
  const life = { ended: false };
  void contender.exited.then(() => {
    life.ended = true;
  });
  const { scenario, cpus, seed } = plan;
  const { numbers, verify } = await launchRequests(contender, plan, 1, parts);
  const { orders: requests } = await verify();
  const context: LaunchContext = {
    contender,
    target: { address: contender.address.host, port: contender.address.port },
    sessions: { warmUp: session, forRate: () => session, [Symbol.asyncDispose]: async () => undefined },
    requests,
    numbers,
    scenario,
    pool: scenario,
    cpus,
    seed,
    parts,
    signal,
  };
  parts.emit({
    type: 'phase',
    ...ref,
    phase: 'warm-up',
    detail: formatRate(scenario.warmUp.ratePerSec),
    expectedS: scenario.warmUp.minS,
  });
  await warmUp(context, options.launchName);
  if (life.ended) throw await diedUnseen(contender, 'in the warm-up');
  await waitUntilIdle(contender, parts.clock, signal);
  return await offerProfiled(order, profiled, context, { ...ref, index: 1, attempt: 1 });
}

async function offerProfiled(
  { profiler, ratePerSec, session }: ProfileToRun,
  profiled: ProfiledContender,
  context: LaunchContext,
  id: StepId,
): Promise<ProfiledStep> {
  const { parts, scenario, cpus, contender, signal } = context;
  const leadInS = Math.max(leadInOf(profiler, scenario), session.leastLeadInS);
  const { durationS } = scenario.step;
  await profiled.begin();
  parts.emit({ type: 'step-started', step: id, ratePerSec, durationS, leadInS, of: 1 });
  const startedAt = new Date(parts.clock.wallMs()).toISOString();
  const offered = await offerLoad(
    { ...context, session },
    { id: 'profile', ratePerSec, durationS, leadInS },
    (load, server) => {
      parts.emit({ type: 'second', contender: id.contender, step: id, ratePerSec, load, server });
      return undefined;
    },
  );
  signal.throwIfAborted();
  if (offered.contenderDied) {
    throw await diedUnseen(contender, `while it was offered ${formatRate(ratePerSec)}`);
  }
  const fromMs = offered.loadStartMs;
  // The work for the last requests goes on after the last arrival.
  const sampled = await profiled.end({ fromMs, toMs: fromMs + durationS * 1000 + offered.load.drainMs });
  if (busyOf(sampled.threads).samples === 0) throw nothingSampled(sampled);
  const { cpusVerified, node } = contender.started;
  const record = stepRecord({
    id,
    ratePerSec,
    durationS,
    leadInS,
    startedAt,
    scenario,
    cpus,
    cpusVerified,
    offered,
  });
  parts.emit({ type: 'step-finished', record });
  return { ...sampled, record, node };
}

/** Nothing is kept of a profile that did not come to its end. */
function diedUnseen(contender: RunningContender, when: string): Promise<LabError> {
  const run = `npm run lab -- --scenario smoke --only ${contender.spec.id} keeps its whole log`;
  return died(contender, when, 'there is no profile of it', run);
}

/** Samples without a time cannot be told from those of a lead-in. */
function leadInOf({ knowsTime }: Profiler, { step }: Scenario): number {
  return knowsTime ? step.leadInS : 0;
}

function nothingSampled({ threads, notes }: SampledThreads): LabError {
  return new LabError('LAB_PROFILER_FAILED', 'No sample of the step shows any thread at work.', {
    seen: [['threads', String(threads.length)], ...notes.map((note) => ['note', note] as const)],
    fix: ['offer more for longer: --rate 1000 --duration 10s'],
  });
}
