import { LabError } from '../domain/errors.ts';
import type { LabEvent, LabEventBody } from '../domain/events.ts';
import { policyFor } from '../domain/policy.ts';
import { seededRandom } from '../domain/random.ts';
import { runId } from '../domain/run-id.ts';
import { RUN_SCHEMA, type RunRecord } from '../domain/run-record.ts';
import { timePlan } from '../domain/time-plan.ts';
import { Journal } from '../lab/journal.ts';
import type { LabParts } from '../lab/parts.ts';
import type { RunPlan } from '../lab/plan.ts';
import { runLab } from '../lab/run-lab.ts';
import type { MachineFacts } from '../ports/host-probe.ts';
import type { OpenRun } from '../ports/run-store.ts';
import type { RunSettings } from './apply-settings.ts';
import { emitter } from './emitter.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { planRun } from './plan-run.ts';
import { preflight } from './preflight.ts';

export interface RunRequest {
  readonly settings: RunSettings;
  readonly results: string;
  /** The command line, redacted, for the record. */
  readonly command: readonly string[];
  /** A run to go on with instead of a new one. */
  readonly resume: { readonly record: RunRecord; readonly run: OpenRun } | null;
  readonly supplyAgain: readonly string[];
}

export interface Planned {
  readonly plan: RunPlan;
  readonly machine: MachineFacts;
}

/** Decides everything that can be decided before anything starts; `--dry-run` ends here. */
export async function planOnly(app: LabApp, settings: RunSettings): Promise<Planned> {
  const [machine, known] = await Promise.all([app.host.facts(), app.listContenders()]);
  return { machine, plan: planRun(settings, known, machine) };
}

/**
 * Runs a scenario: checks the machine, takes the CPUs, runs the lab, keeps the record. Gives the
 * record of an interrupted run too; throws a `LabError` for everything that stops a run.
 */
export async function runScenario(
  app: LabApp,
  request: RunRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<RunRecord> {
  const { plan: bare, machine } = await planOnly(app, request.settings);
  const warnings = await preflight(app, {
    machine,
    results: request.results,
    connections: bare.scenario.connections,
  });

  await using _locks = await app.locks.acquire(
    [...new Set([...bare.cpus.server, ...bare.cpus.load])],
    `run ${bare.scenario.name}`,
  );
  // Before anything is started: what the lab starts inherits its CPUs.
  app.retreat(bare.cpus.housekeeping);
  await using guard = await app.startGuard();
  const emit = emitter(app.clock, listen);
  emit({ type: 'progress', text: 'building the contenders and the generator' });
  const plan = await withPrepared(app, bare);
  signal.throwIfAborted();

  const { record, run } = await openRun(app, request, plan, machine);
  const announce = (event: LabEvent): void => {
    run.appendEvent(event);
    listen(event);
  };
  const runEmit = emitter(app.clock, announce);
  const journal = new Journal(record, run, runEmit, app.clock);
  const parts: LabParts = {
    runtime: app.processRuntime(guard),
    generator: app.builtinGenerator(guard),
    host: app.host,
    probe: app.probe,
    clock: app.clock,
    emit: runEmit,
    rightResponse: app.rightResponse,
  };
  try {
    runEmit(runStarted(record, plan, run.folder));
    for (const warning of warnings) await journal.warn(warning);
    await runLab(plan, parts, journal, signal);
    return await journal.finish('finished');
  } catch (error) {
    if (signal.aborted) return await journal.finish('interrupted');
    // The store may be the very thing that failed; the first error is the one to show.
    await journal.finish('failed').catch(() => undefined);
    throw error;
  } finally {
    await run.close().catch(() => undefined);
  }
}

async function withPrepared(app: LabApp, plan: RunPlan): Promise<RunPlan> {
  const specs = [...new Map(plan.launches.map(({ spec }) => [spec.id, spec])).values()];
  const prepared = new Map((await app.prepare(specs)).map((spec) => [spec.id, spec]));
  return {
    ...plan,
    launches: plan.launches.map(({ spec, block }) => ({ spec: prepared.get(spec.id) ?? spec, block })),
  };
}

async function openRun(
  app: LabApp,
  request: RunRequest,
  plan: RunPlan,
  machine: MachineFacts,
): Promise<{ record: RunRecord; run: OpenRun }> {
  if (request.resume !== null) {
    const { record, run } = request.resume;
    return { record: continued(record, plan), run };
  }
  const record = newRecord(app, request, plan);
  const run = await app.store(request.results).create(record, planDocument(plan), machine);
  return { record, run };
}

function newRecord(app: LabApp, request: RunRequest, plan: RunPlan): RunRecord {
  const startedAt = new Date(app.clock.wallMs());
  const specs = [...new Map(plan.launches.map(({ spec }) => [spec.id, spec])).values()];
  return {
    schema: RUN_SCHEMA,
    id: runId(startedAt, plan.scenario.name, seededRandom(startedAt.getTime() % 2 ** 32)),
    state: 'running',
    startedAt: startedAt.toISOString(),
    endedAt: null,
    command: request.command,
    lab: { version: app.lab.version, commit: app.lab.commit, dirty: app.lab.dirty },
    node: {
      orchestrator: app.lab.node,
      generator: app.lab.node,
      contenders: app.lab.node,
      fallback: app.lab.nodeFallback,
    },
    runtime: 'process',
    generator: { name: 'builtin', connections: plan.scenario.connections, burn: 'hybrid' },
    scenario: plan.scenario,
    provenance: request.settings.provenance,
    objective: plan.scenario.objective,
    seed: plan.seed,
    cpus: plan.cpus,
    contenders: specs.map(({ id, name, role, framework, settings, source }) => ({
      id,
      name,
      role,
      framework: framework ?? null,
      settings,
      source,
    })),
    launches: [],
    steps: [],
    warnings: [],
    supplyAgain: request.supplyAgain,
  };
}

/** What a killed run left behind, ready to go on: a launch that was running has been interrupted. */
function continued(record: RunRecord, plan: RunPlan): RunRecord {
  const launches = record.launches.map((launch) =>
    launch.state === 'running' ? { ...launch, state: 'interrupted' as const } : launch,
  );
  return { ...record, launches, state: 'running', endedAt: null, cpus: plan.cpus };
}

function runStarted(record: RunRecord, plan: RunPlan, folder: string): LabEventBody {
  const times = timePlan(plan.scenario, new Set(plan.launches.map(({ spec }) => spec.id)).size);
  return {
    type: 'run-started',
    runId: record.id,
    title: plan.scenario.name,
    seed: plan.seed,
    blocks: plan.scenario.blocks,
    runtime: record.runtime,
    generator: record.generator.name,
    cpus: plan.cpus,
    objective: plan.scenario.objective,
    launches: plan.launches.map(({ spec, block }) => ({ contender: spec.id, block })),
    stepsPerLaunch: policyFor(plan.scenario.policy, plan.scenario.step).maxSteps,
    worstCaseS: times.worstCaseS,
    expectedS: times.expectedS,
    folder,
  };
}

/** What plan.json says: the decisions, without how a contender is started on this machine. */
export function planDocument(plan: RunPlan): unknown {
  return {
    scenario: plan.scenario,
    seed: plan.seed,
    cpus: plan.cpus,
    launches: plan.launches.map(({ spec, block }) => ({ contender: spec.id, block })),
  };
}

/** Throws LAB_RESUME_DIFFERS when a run can't be continued here as it began. */
export async function reopenRun(
  app: LabApp,
  results: string,
  id: string,
): Promise<NonNullable<RunRequest['resume']>> {
  const resume = await app.store(results).reopen(id);
  if (resume.record.state === 'finished') {
    throw new LabError(
      'LAB_RESUME_DIFFERS',
      `Run ${resume.record.id} is finished; there is nothing to resume.`,
      {
        fix: ['npm run lab -- --scenario ramp starts a new one'],
      },
    );
  }
  return resume;
}
