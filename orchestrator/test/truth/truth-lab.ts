import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtinGenerator } from '../../src/adapters/builtin/builtin-generator.ts';
import { allowedCpus } from '../../src/adapters/host/allowed-cpus.ts';
import { linuxHostProbe } from '../../src/adapters/host/linux-host-probe.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { bundleEntry } from '../../src/adapters/process/bundle.ts';
import { prepareContenders } from '../../src/adapters/process/prepare-contenders.ts';
import { processRuntime } from '../../src/adapters/process/process-runtime.ts';
import { truthPrograms } from '../../src/adapters/truth/truth-programs.ts';
import type { CpuLayout } from '../../src/domain/cpu-layout.ts';
import { isCleanStep } from '../../src/domain/truth/quiet.ts';
import type { OddService, TruthCase, TruthSeen, VirtualTrial } from '../../src/domain/truth/truth-case.ts';
import { TRUTH_CASES } from '../../src/domain/truth/truth-cases.ts';
import type { VirtualService } from '../../src/domain/truth/virtual-service.ts';
import { measureServer, type TruthBench } from '../../src/lab/measure-truth.ts';
import type { VirtualServer } from '../../src/ports/truth-programs.ts';

const root = resolve(import.meta.dirname, '../../..');
export const folders = {
  root,
  buildDir: join(root, 'build'),
  fallbackDir: join(tmpdir(), 'framework-lab-build'),
};

const usable = allowedCpus(process.pid) ?? [0];
export const cpus: CpuLayout = {
  server: usable.slice(0, 1),
  load: usable.slice(-1),
  housekeeping: usable.slice(-1),
  rankable: false,
  notes: [],
};
const programs = truthPrograms({ folders, clock: systemClock });

/** What `validate` measures with, and a generator of its own; all is gone when it is disposed. */
export async function openBench(...services: readonly OddService[]): Promise<TruthBench & AsyncDisposable> {
  const generatorPids: number[] = [];
  const guard = {
    watch: (pid: number) => void generatorPids.push(pid),
    forget: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const bundle = () =>
    bundleEntry({ ...folders, entry: join(root, 'generator/src/main.ts'), name: 'generator' });
  const specs = services.map(({ program, workers }) => programs.spec(program, workers));
  const host = linuxHostProbe({ clock: systemClock });
  const { signal } = new AbortController();
  const session = await builtinGenerator({ guard, bundle }).open({ cpus: cpus.load, logFile: null, signal });
  return {
    parts: { clock: systemClock, host },
    programs,
    contenders: processRuntime({ clock: systemClock, guard, path: process.env['PATH'] }),
    specs: await prepareContenders(specs, folders),
    session,
    generatorPids: [...generatorPids],
    cpus,
    guard,
    signal,
    [Symbol.asyncDispose]: async () => {
      await session[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

/** A server and a generator of its own for one measurement; both are gone when it returns or throws. */
export async function against<T>(
  service: VirtualService,
  measure: (server: VirtualServer, bench: TruthBench) => Promise<T>,
): Promise<T> {
  await using bench = await openBench();
  await using server = await programs.startVirtualServer(service, { cpus: cpus.server, guard: bench.guard });
  return await measure(server, bench);
}

/** One trial against a server of its own; the rehearsal of `validate` is left out, since tests are short of time. */
export function measured(trial: VirtualTrial): Promise<TruthSeen> {
  return against(trial.service, (server, bench) => measureServer(bench, server, trial));
}

/** The same until the machine let it, twice at most: what noise spoils is measured again, and what is wrong stays wrong. */
export function measuredClean(trial: VirtualTrial): Promise<TruthSeen> {
  return against(trial.service, async (server, bench) => {
    const seen = await measureServer(bench, server, trial);
    return isCleanStep(seen.record) ? seen : measureServer(bench, server, trial);
  });
}

export function truthCase(id: string): TruthCase {
  const found = TRUTH_CASES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

/** What decided a step, for the message of a test that fails. */
export function story({ record }: Pick<TruthSeen, 'record'>): string {
  const { verdict, reason, detail, judgement, host, bottleneck } = record;
  return JSON.stringify({ verdict, reason, detail, uncleanBy: judgement.uncleanBy, host, bottleneck });
}
