import type { ContenderSpec } from '../domain/contender.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import { cardOf, type MeasuredClaim } from '../domain/truth/card.ts';
import { CASES_OF_CAPACITY } from '../domain/truth/cases-of-capacity.ts';
import { plannedSearches, plannedTrials } from '../domain/truth/trial-plan.ts';
import type { TruthCase, TruthClaim } from '../domain/truth/truth-case.ts';
import { TRUTH_CASES } from '../domain/truth/truth-cases.ts';
import type { Validation } from '../domain/truth/validation-schema.ts';
import type { TruthBench } from '../lab/measure-truth.ts';
import type { Guard } from '../ports/guard.ts';
import type { LabApp } from './lab-app.ts';
import { type Measuring, measureTrials } from './measure-trials.ts';
import { cpuLayoutFor } from './plan-run.ts';
import { preflight } from './preflight.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface ValidateRequest extends Pick<Measuring, 'mode' | 'onTrial'> {
  readonly progress: (text: string) => void;
}

const QUOTA = {
  id: 'cpu-quota',
  what: 'a CPU quota that ends scheduler periods',
  why: 'a quota needs a container, and this set runs without an engine',
};

/** Measures services whose truth is known, on this machine, and says how often the lab was right. */
export async function validate(
  app: LabApp,
  request: ValidateRequest,
  signal: AbortSignal,
): Promise<Validation> {
  const { mode, progress } = request;
  const machine = await app.host.facts();
  const cpus = oneCpuEach(cpuLayoutFor({ serverCpus: null, loadCpus: null }, machine));
  const warnings = await preflight(app, { machine, results: null, connections: 64 });
  const cases = TRUTH_CASES.filter((one) => whyNot(one, cpus) === null);

  await using _locks = await app.processes.locks.acquire(
    [...new Set([...cpus.server, ...cpus.load])],
    'validate',
  );
  app.retreat(cpus.housekeeping);
  await using guard = await app.startGuard();
  const prepare = { specs: specsOf(app, cases), generators: ['builtin'] as const, progress, signal };
  const { specs } = await unlessAborted(app.processes.prepare(prepare), signal);
  const noted = noting(guard);
  await using opened = await app.processes.open({
    runId: 'validate',
    guard: noted,
    housekeepingCpus: cpus.housekeeping,
    signal,
  });
  await using session = await opened.generator('builtin').open({ cpus: cpus.load, logFile: null, signal });
  const bench: TruthBench = {
    parts: app,
    programs: app.truth,
    contenders: opened.contenders,
    specs,
    session,
    // Nothing else was started yet.
    generatorPids: [...noted.pids],
    cpus,
    guard,
    signal,
  };
  const [startedWallMs, startedMs] = [app.clock.wallMs(), app.clock.nowMs()];
  const spentS = (): number => (app.clock.nowMs() - startedMs) / 1000;
  const searches = mode === 'full' ? CASES_OF_CAPACITY : [];
  const planned = [...plannedSearches(searches), ...plannedTrials(cases, mode)];
  const trials = await measureTrials(bench, planned, { ...request, spentS });
  const claims = [...searches, ...cases].map((claim): MeasuredClaim => {
    const own = planned.filter(({ truthCase }) => truthCase === claim);
    return { claim, trials: own.flatMap((one) => trials.get(one) ?? []) };
  });
  return {
    schema: 1,
    kind: 'validation',
    mode,
    startedAt: new Date(startedWallMs).toISOString(),
    tookS: Math.round(spentS()),
    lab: { version: app.lab.version, commit: app.lab.commit, node: app.lab.node },
    machine: machineOf(machine, cpus),
    ...cardOf(claims),
    notRun: [...notRun(cpus), ...(mode === 'full' ? [] : CASES_OF_CAPACITY.map(notInQuick))],
    warnings: [...warnings],
  };
}

/** One CPU for each side, however many there are: what is caused is caused on one CPU. */
function oneCpuEach(layout: CpuLayout): CpuLayout {
  return { ...layout, server: layout.server.slice(0, 1), load: layout.load.slice(-1) };
}

function specsOf(app: LabApp, cases: readonly TruthCase[]): ContenderSpec[] {
  const services = cases.flatMap(({ trials }) => trials.map(({ service }) => service));
  const specs = services.flatMap((service) =>
    'program' in service ? app.truth.spec(service.program, service.workers) : [],
  );
  return [...new Map(specs.map((spec) => [spec.id, spec])).values()];
}

function whyNot({ caused }: TruthCase, { rankable }: CpuLayout): string | null {
  if (caused === null || rankable) return null;
  return 'service and load need CPUs of their own, and a way to pin processes';
}

function notRun(cpus: CpuLayout): Validation['notRun'] {
  const left = TRUTH_CASES.flatMap((one) => {
    const why = whyNot(one, cpus);
    return why === null ? [] : { id: one.id, what: one.what, why };
  });
  return [...left, QUOTA];
}

function notInQuick({ id, what }: TruthClaim): Validation['notRun'][number] {
  return { id, what, why: 'a search takes longer than the quick set may' };
}

function noting(guard: Guard): Guard & { readonly pids: readonly number[] } {
  const pids: number[] = [];
  return {
    pids,
    watch: (pid) => {
      pids.push(pid);
      guard.watch(pid);
    },
    forget: (pid) => guard.forget(pid),
    [Symbol.asyncDispose]: () => guard[Symbol.asyncDispose](),
  };
}

function machineOf(machine: MachineFacts, cpus: CpuLayout): Validation['machine'] {
  const { cpuModel, kernel, virtualMachine } = machine;
  return {
    cpuModel,
    kernel,
    virtualMachine,
    cpus: [...machine.cpus],
    serverCpus: [...cpus.server],
    loadCpus: [...cpus.load],
  };
}
