import { join } from 'node:path';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import type { LabEventBody } from '../domain/events.ts';
import type { ProfileDocument } from '../domain/profile/profile-document.ts';
import type { Scenario } from '../domain/scenario.ts';
import { formatRate } from '../domain/units.ts';
import type { LabParts } from '../lab/parts.ts';
import { profileStep } from '../lab/profile-step.ts';
import { askedContenders, chooseContenders } from './choose-contenders.ts';
import { emitter } from './emitter.ts';
import { keepProfile, profileDocument, profileName } from './keep-profile.ts';
import { knownContenders } from './known-contenders.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { cpuLayoutFor } from './plan-run.ts';
import { preflight } from './preflight.ts';
import { scenarioValues } from './scenario-values.ts';
import { takeRuntime } from './take-runtime.ts';

export interface ProfileRequest {
  readonly contender: string;
  /** With the duration that was asked for as that of its step. */
  readonly scenario: Scenario;
  readonly ratePerSec: number;
  readonly runtime: 'auto' | 'docker' | 'process';
  readonly serverCpus: readonly number[] | null;
  readonly loadCpus: readonly number[] | null;
  readonly seed: number;
  /** Where results go. */
  readonly results: string;
}

export interface Profiled {
  readonly document: ProfileDocument;
  /** Where its files are. */
  readonly folder: string;
}

/** Offers one step to a contender with a profiler at work, and keeps where its time went. Measures nothing. */
export async function profile(
  app: LabApp,
  request: ProfileRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<Profiled> {
  if (request.runtime === 'docker') throw processesOnly();
  const { scenario, ratePerSec, results, seed } = request;
  const [machine, known, values] = await Promise.all([
    app.host.facts(),
    knownContenders(app, scenario, signal),
    scenarioValues(app, scenario),
  ]);
  const chosen = chooseContenders([request.contender], known);
  const [source] = askedContenders(chosen, scenario, true).specs;
  if (source === undefined) throw new Error('one contender was asked for');
  const profiler = await app.profilers.for(source);
  const cpus = cpuLayoutFor(request, machine);
  const warnings = await preflight(app, { machine, results, connections: scenario.connections });
  const emit = emitter(app.clock, listen);
  const progress = (text: string): void => emit({ type: 'progress', text });

  await using taken = await takeRuntime(app, {
    settings: { runtime: 'process', generator: 'builtin' },
    specs: [source],
    cpus,
    purpose: `profile ${source.id}`,
    progress,
    signal,
  });
  const startedAt = new Date(app.clock.wallMs());
  await using kept = await app.profiles(results).open(profileName(startedAt, source.id));
  for (const name of kept.leftOut)
    progress(`${name} was left half made by an interrupted lab; it was removed`);
  await using guard = await app.startGuard();
  const runId = `profile-${source.id}`;
  await using opened = await taken.runtime.open({
    runId,
    guard,
    housekeepingCpus: cpus.housekeeping,
    signal,
  });
  await using session = await opened.generator('builtin').open({ cpus: cpus.load, logFile: null, signal });
  emit(beginning(request, source.id, cpus));
  const parts: LabParts = {
    ...app,
    probe: opened.probe,
    runtime: opened.contenders,
    generator: (name) => opened.generator(name),
    emit,
  };
  const [spec = source] = taken.prepared.specs;
  const order = {
    ...{ spec, source, profiler, ratePerSec, session, guard },
    plan: { scenario, cpus, seed, values },
    samplerCpus: cpus.housekeeping,
    folder: kept.draft,
    logFile: join(kept.draft, 'contender.log'),
  };
  const step = await profileStep(order, parts, signal);

  const document = profileDocument(app, step, {
    contender: source.id,
    scenario: scenario.name,
    startedAt: startedAt.toISOString(),
    machine: { cpuModel: machine.cpuModel, virtualMachine: machine.virtualMachine },
    cpus,
    profiler,
    warnings: [...warnings, ...taken.warnings],
  });
  await keepProfile(app, kept, document, step);
  await kept.finish();
  return { document, folder: kept.folder };
}

function beginning(request: ProfileRequest, contender: string, cpus: CpuLayout): LabEventBody {
  const { scenario, ratePerSec, seed } = request;
  const { durationS } = scenario.step;
  return {
    type: 'run-started',
    runId: '',
    title: `profile ${contender} at ${formatRate(ratePerSec)}`,
    seed,
    blocks: 1,
    runtime: 'process',
    generator: 'builtin',
    cpus,
    objective: scenario.objective,
    launches: [{ contender, block: 1 }],
    stepsPerLaunch: 1,
    worstCaseS: scenario.warmUp.maxS + durationS + scenario.timeoutMs / 1000,
    expectedS: scenario.warmUp.minS + durationS,
    folder: '',
  };
}

function processesOnly(): LabError {
  return new LabError(
    'LAB_RUNTIME_UNAVAILABLE',
    'profile runs contenders as processes of this machine only.',
    {
      seen: [
        ['why', 'a container of a contender is read-only and has no way out by which samples could come'],
      ],
      fix: ['--runtime process; it is the same bundle on the same Node as in the image'],
    },
  );
}
