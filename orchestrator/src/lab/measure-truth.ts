import { devNull } from 'node:os';
import type { ContenderSpec } from '../domain/contender.ts';
import { REHEARSAL_S } from '../domain/truth/trial-plan.ts';
import type {
  Disturbance,
  OddService,
  TruthSeen,
  TruthStep,
  TruthTrial,
} from '../domain/truth/truth-case.ts';
import type { VirtualService } from '../domain/truth/virtual-service.ts';
import type { ContenderRuntime } from '../ports/contender-runtime.ts';
import type { Guard } from '../ports/guard.ts';
import type { TruthPrograms, VirtualServer } from '../ports/truth-programs.ts';
import { offerTruth, type TruthOffer } from './offer-truth.ts';

/** What a trial is measured with: one generator, on CPUs of its own where there are two. */
export interface TruthBench extends TruthOffer {
  readonly programs: TruthPrograms;
  readonly contenders: ContenderRuntime;
  /** As `prepare` made them. */
  readonly specs: readonly ContenderSpec[];
  /** What to stop when the generator is to stand still. */
  readonly generatorPids: readonly number[];
  readonly guard: Guard;
}

const READY_TIMEOUT_MS = 20_000;

/** Starts what a trial needs, disturbs it as it is told, and ends everything again. */
export function measureTruth(bench: TruthBench, trial: TruthTrial): Promise<TruthSeen> {
  const { service } = trial;
  return 'program' in service
    ? measureContender(bench, trial, service)
    : measureVirtual(bench, trial, service);
}

async function measureVirtual(
  bench: TruthBench,
  trial: TruthTrial,
  service: VirtualService,
): Promise<TruthSeen> {
  const { cpus, guard } = bench;
  await using server = await bench.programs.startVirtualServer(service, { cpus: cpus.server, guard });
  await rehearse(bench, server, { ...trial.step, ratePerSec: trial.step.ratePerSec / 2 });
  return await measureServer(bench, server, trial);
}

/** Compilation and first connections stand in nobody's record. */
export async function rehearse(
  bench: TruthBench,
  { target }: VirtualServer,
  step: Omit<TruthStep, 'durationS'>,
): Promise<void> {
  await offerTruth(bench, { target, contender: null }, { ...step, durationS: REHEARSAL_S, leadInS: 0 });
}

/** What it served before does not count. */
export async function measureServer(
  bench: TruthBench,
  server: VirtualServer,
  trial: TruthTrial,
): Promise<TruthSeen> {
  await server.record();
  const against = { target: server.target, contender: null };
  const seen = await disturbed(bench, trial, () => offerTruth(bench, against, trial.step));
  return { ...seen, trial, served: await server.record() };
}

async function measureContender(
  bench: TruthBench,
  trial: TruthTrial,
  { program, workers }: OddService,
): Promise<TruthSeen> {
  const { id } = bench.programs.spec(program, workers);
  const spec = bench.specs.find((one) => one.id === id);
  if (spec === undefined) throw new Error(`${id} was not prepared`);
  await using contender = await bench.contenders.start(spec, {
    cpus: bench.cpus.server,
    launchName: spec.id,
    logFile: devNull,
    readyTimeoutMs: READY_TIMEOUT_MS,
    signal: bench.signal,
  });
  const { host: address, port } = contender.address;
  const against = { target: { address, port }, contender };
  const seen = await disturbed(bench, trial, () => offerTruth(bench, against, trial.step));
  return { ...seen, trial, served: [] };
}

async function disturbed<T>(
  bench: TruthBench,
  { disturbance }: TruthTrial,
  measure: () => Promise<T>,
): Promise<T> {
  if (disturbance === undefined) return measure();
  if (disturbance.kind === 'hogs') {
    const { on, processes } = disturbance;
    await using _hogs = await bench.programs.startHogs(processes, {
      cpus: bench.cpus[on],
      guard: bench.guard,
    });
    return await measure();
  }
  // The step is waited for in any case: nothing may go on when its server is gone.
  const [measured, stopped] = await Promise.allSettled([measure(), stopGenerator(bench, disturbance)]);
  if (measured.status === 'rejected') throw measured.reason;
  if (stopped.status === 'rejected') throw stopped.reason;
  return measured.value;
}

async function stopGenerator(
  { parts, programs, generatorPids, signal }: TruthBench,
  { afterMs, forMs }: Extract<Disturbance, { kind: 'generator-stops' }>,
): Promise<void> {
  await parts.clock.sleep(afterMs, signal);
  await Promise.all(generatorPids.map((pid) => programs.freeze(pid, forMs, signal)));
}
