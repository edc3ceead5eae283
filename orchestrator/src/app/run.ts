import { capacityReach } from '../domain/capacity/reach.ts';
import { originalError } from '../domain/errors.ts';
import type { LabEventBody } from '../domain/events.ts';
import { describeChoice } from '../domain/generator-choice.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import { policyFor } from '../domain/policy.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { timePlan } from '../domain/time-plan.ts';
import { Journal } from '../lab/journal.ts';
import type { LabParts } from '../lab/parts.ts';
import type { RunPlan } from '../lab/plan.ts';
import { runLab } from '../lab/run-lab.ts';
import type { OpenRun } from '../ports/run-store.ts';
import type { Prepared } from '../ports/runtime.ts';
import type { RunSettings } from './apply-settings.ts';
import { chooseGenerator } from './choose-generator.ts';
import { emitter } from './emitter.ts';
import { type EndedRun, endRun } from './end-run.ts';
import { knownContenders } from './known-contenders.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { openMetrics } from './open-metrics.ts';
import { continuedRecord, newRunId, openingRecord, specsOf } from './opening-record.ts';
import { planDocument, planRun } from './plan-run.ts';
import { planWarnings } from './plan-warnings.ts';
import { preflight } from './preflight.ts';
import { requireSamePlan, requireSameRuntime, settingsOf } from './resume.ts';
import { scenarioValues } from './scenario-values.ts';
import { type TakenRuntime, takeRuntime } from './take-runtime.ts';
import { warnOfInterference } from './warn-of-interference.ts';

export interface RunRequest {
  readonly settings: RunSettings;
  readonly results: string;
  /** The command line, redacted, for the record. */
  readonly command: readonly string[];
  /** What was redacted and must be given again to repeat the command. */
  readonly supplyAgain: readonly string[];
  /** A run to go on with instead of a new one. */
  readonly resume: RunRecord | null;
  /** A run that this one does again, by the same generator at each rate. */
  readonly reproduces: RunRecord | null;
}

/** Decides everything that can be decided before anything starts; `--dry-run` ends here. */
export async function planOnly(
  app: LabApp,
  settings: RunSettings,
  signal?: AbortSignal,
): Promise<{ readonly plan: RunPlan; readonly machine: MachineFacts }> {
  const { scenario } = settings;
  const [machine, known, values] = await Promise.all([
    app.host.facts(),
    knownContenders(app, scenario, signal),
    scenarioValues(app, scenario),
  ]);
  return { machine, plan: planRun(settings, known, machine, values) };
}

/**
 * Runs a scenario: checks the machine, takes a runtime, runs the lab, keeps the record. Gives the
 * record of an interrupted run too; throws a `LabError` for everything that stops a run.
 */
export async function runScenario(
  app: LabApp,
  request: RunRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<EndedRun> {
  const settings = request.resume === null ? request.settings : settingsOf(request.resume, request.settings);
  const { plan: planned, machine } = await planOnly(app, settings, signal);
  const { scenario, cpus } = planned;
  if (request.resume !== null) requireSamePlan(request.resume, planned, app.lab);
  const { results } = request;
  // Before the minutes of preflight and calibration: nobody removes it under us.
  await using _claimed = request.resume === null ? null : await app.store(results).claim(request.resume.id);
  const warnings = await preflight(app, { machine, results, connections: scenario.connections });
  const tell = emitter(app.clock, listen);
  const progress = (text: string): void => tell({ type: 'progress', text });
  for (const text of capacityReach(scenario)) progress(text);

  await using taken = await takeRuntime(app, {
    settings,
    specs: specsOf(planned),
    cpus,
    purpose: `run ${scenario.name}`,
    progress,
    signal,
  });
  if (request.resume !== null) requireSameRuntime(request.resume, taken);
  await using guard = await app.startGuard();
  const id = request.resume?.id ?? newRunId(new Date(app.clock.wallMs()), scenario.name);
  await using opened = await taken.runtime.open({
    runId: id,
    guard,
    housekeepingCpus: cpus.housekeeping,
    signal,
  });
  const generator = await chooseGenerator(app, {
    taken,
    opened,
    plan: planned,
    like: request.resume ?? request.reproduces,
    progress,
    signal,
  });
  const plan = { ...withPrepared(planned, taken.prepared), generator };
  const interference = await warnOfInterference(app, {
    runtime: taken.runtime,
    machine,
    guard,
    plan,
    generator,
    resume: request.resume,
    progress,
    signal,
  });

  const { record, run } = await openRun(app, { ...request, settings }, { id, plan, machine, taken });
  const metrics = openMetrics(app, { settings, folder: run.folder, stack: opened.stack ?? null, progress });
  const emit = emitter(app.clock, (event) => {
    run.appendEvent(event);
    metrics.sink.take(event);
    listen(event);
  });
  const journal = new Journal(record, run, emit, app.clock);
  const parts: LabParts = {
    ...app,
    host: opened.host ?? app.host,
    probe: opened.probe,
    runtime: opened.contenders,
    generator: (name) => opened.generator(name),
    emit,
  };
  const ending = { journal, run, store: app.store(results), metrics, drawReport: app.drawReport };
  try {
    emit(runStarted(record, plan, run.folder));
    metrics.invite(record);
    for (const warning of [...warnings, ...planWarnings(plan), ...taken.warnings, ...interference]) {
      await journal.warn(warning);
    }
    await runLab(plan, parts, journal, signal);
    return await endRun(ending, 'finished');
  } catch (thrown) {
    const error = originalError(thrown);
    if (signal.aborted) return await endRun(ending, 'interrupted');
    // The store may be the very thing that failed; the first error is the one to show.
    await endRun(ending, 'failed').catch(() => undefined);
    throw error;
  } finally {
    await metrics.sink.close();
    await run.close();
  }
}

function withPrepared(plan: RunPlan, { specs }: Prepared): RunPlan {
  const prepared = new Map(specs.map((spec) => [spec.id, spec]));
  return {
    ...plan,
    launches: plan.launches.map(({ spec, block }) => ({ spec: prepared.get(spec.id) ?? spec, block })),
  };
}

interface Opened {
  readonly id: string;
  readonly plan: RunPlan;
  readonly machine: MachineFacts;
  readonly taken: TakenRuntime;
}

async function openRun(
  app: LabApp,
  { resume, reproduces, settings, command, supplyAgain, results }: RunRequest,
  { id, plan, machine, taken }: Opened,
): Promise<{ readonly record: RunRecord; readonly run: OpenRun }> {
  const store = app.store(results);
  if (resume !== null) {
    return { record: continuedRecord(resume, plan), run: await store.reopen(resume.id) };
  }
  const { provenance } = settings;
  const { runtime, prepared } = taken;
  const { lab, clock } = app;
  const startedAt = new Date(clock.wallMs());
  const record = openingRecord({
    id,
    startedAt,
    lab,
    plan,
    runtime,
    prepared,
    command,
    supplyAgain,
    provenance,
    reproduces: reproduces?.id ?? null,
  });
  return { record, run: await store.create(record, planDocument(plan), machine) };
}

function runStarted(record: RunRecord, plan: RunPlan, folder: string): LabEventBody {
  const { scenario, seed, cpus } = plan;
  const { worstCaseS, expectedS } = timePlan(scenario, specsOf(plan).length, plan.generator);
  return {
    type: 'run-started',
    runId: record.id,
    title: scenario.name,
    seed,
    blocks: scenario.blocks,
    runtime: record.runtime,
    generator: describeChoice(plan.generator),
    cpus,
    objective: scenario.objective,
    launches: plan.launches.map(({ spec, block }) => ({ contender: spec.id, block })),
    stepsPerLaunch: policyFor(scenario).maxSteps,
    worstCaseS,
    expectedS,
    folder,
  };
}
