import type { CalibrationDocument } from '../domain/calibration.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { Objective } from '../domain/objective.ts';
import { formatCpuList } from '../domain/units.ts';
import { emitter } from './emitter.ts';
import { findCeiling } from './find-ceiling.ts';
import { findInterference } from './find-interference.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { cpuLayoutFor } from './plan-run.ts';
import { preflight } from './preflight.ts';
import { takeRuntime } from './take-runtime.ts';

export interface CalibrateRequest {
  readonly generator: 'auto' | GeneratorName;
  readonly runtime: 'auto' | 'docker' | 'process';
  readonly serverCpus: readonly number[] | null;
  readonly loadCpus: readonly number[] | null;
  readonly objective: Objective;
  readonly connections: number;
  /** Measures again what this sitting has kept. */
  readonly fresh: boolean;
}

/** What the generators can offer here, and how busy load CPUs slow the server CPUs; kept for this sitting. */
export async function calibrateLab(
  app: LabApp,
  request: CalibrateRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<CalibrationDocument> {
  const { objective, connections, fresh } = request;
  const startedAt = new Date(app.clock.wallMs()).toISOString();
  const machine = await app.host.facts();
  const cpus = cpuLayoutFor(request, machine);
  refuseSharedCpus(cpus);
  const warnings = await preflight(app, { machine, results: null, connections });
  const tell = emitter(app.clock, listen);
  const progress = (text: string): void => tell({ type: 'progress', text });

  await using taken = await takeRuntime(app, {
    settings: request,
    specs: [],
    cpus,
    purpose: 'calibrate',
    progress,
    signal,
  });
  const { runtime } = taken;
  await using guard = await app.startGuard();
  const shared = { cpus, guard, fresh, progress, signal };
  const interference = await findInterference(app, { ...shared, runtime, machine });
  const runId = `calibrate-${app.freshSeed().toString(36)}`;
  await using opened = await runtime.open({ runId, guard, housekeepingCpus: cpus.housekeeping, signal });
  const ceilings: CalibrationDocument['ceilings'][number][] = [];
  for (const generator of runtime.generators) {
    if (request.generator !== 'auto' && request.generator !== generator) continue;
    const trials = { ...shared, taken, opened, objective, connections, cpuModel: machine.cpuModel };
    ceilings.push(await findCeiling(app, generator, trials));
  }
  const { version, commit, dirty, node } = app.lab;
  return {
    schema: 1,
    kind: 'calibration',
    startedAt,
    lab: { version, commit, dirty },
    node,
    runtime: runtime.name,
    machine: { cpuModel: machine.cpuModel, virtualMachine: machine.virtualMachine },
    cpus,
    objective,
    connections,
    ...interference,
    ceilings,
    warnings: [...warnings, ...taken.warnings],
  };
}

/** On one CPU service and load take turns: neither a ceiling nor interference would mean anything. */
function refuseSharedCpus({ server, load }: CpuLayout): void {
  const both = server.filter((cpu) => load.includes(cpu));
  if (both.length === 0) return;
  throw new LabError(
    'LAB_CPUS_INVALID',
    'There is one CPU only, so nothing can be calibrated: service and load would take turns on it.',
    {
      seen: [['usable here', formatCpuList(both)]],
      fix: ['give the lab two CPUs or more: those of its container, cgroup or taskset are what it may use'],
    },
  );
}
