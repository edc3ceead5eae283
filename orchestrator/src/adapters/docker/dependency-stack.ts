import { dirname, join } from 'node:path';
import type { Dependency, OwnStack } from '../../domain/own-stack.ts';
import type { DependencyUse } from '../../domain/samples.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LostDependency, StartOptions } from '../../ports/contender-runtime.ts';
import { describeExit } from '../contender/contender-errors.ts';
import { LogTail } from '../contender/log-tail.ts';
import { awaitDependency } from './await-dependency.ts';
import type { ContainerExit, LabContainer, LabContainers } from './lab-container.ts';
import { objectName } from './labels.ts';
import { runReset } from './run-reset.ts';
import { ownRefusal } from './start-error.ts';
import { verifyPinning } from './verify-pinning.ts';

/** Compose's own stop_grace_period: a database that writes its last pages ends well within it. */
const GRACE_MS = 10_000;

/** What a contender needs, running. Disposing it ends all of it and removes the volumes of the launch. */
export interface DependencyStack extends AsyncDisposable {
  readonly notes: readonly string[];
  /** In front of the names of the volumes of this launch. */
  readonly volumes: string;
  sample(): Promise<readonly DependencyUse[]>;
  /** The first of them that ended by itself; null: all of them live. */
  lost(): LostDependency | null;
}

export interface StackDeps {
  readonly containers: LabContainers;
  readonly clock: Clock;
}

/**
 * Starts what a service depends on, one after the other, each on the CPUs for dependencies, and resets
 * what is to be reset. All of it is new for every launch. Throws LAB_DEPENDENCY_NOT_READY,
 * LAB_RESET_FAILED.
 */
export async function startDependencies(
  own: OwnStack,
  options: StartOptions,
  deps: StackDeps,
): Promise<DependencyStack> {
  const { containers } = deps;
  const volumes = objectName(containers.runId, options.launchName);
  await using held = new AsyncDisposableStack();
  held.defer(() => containers.removeVolumes(volumes));
  const running = new Map<string, { readonly container: LabContainer; readonly log: LogTail }>();
  const notes: string[] = [];
  const lost: LostDependency[] = [];
  for (const dependency of own.dependencies) {
    const { service } = dependency.container;
    const log = new LogTail(join(dirname(options.logFile), `${options.launchName}.${service}.log`));
    held.defer(() => log.close());
    const container = await start(dependency, { options, volumes, log, containers });
    held.defer(() => container.stop(GRACE_MS));
    if (dependency.awaited !== 'completed') {
      const isVerified = await verifyPinning(container, options.dependencyCpus ?? []);
      if (!isVerified)
        notes.push(`which CPUs ${service} really has could not be seen, so it was not verified`);
    }
    await awaitDependency(dependency, container, log, { ...deps, signal: options.signal });
    if (dependency.awaited === 'completed') continue;
    running.set(service, { container, log });
    void container.exited.then((exit) => {
      if (exit.byLab || (isOneShot(dependency) && exit.code === 0)) return;
      const how = howLost(exit);
      log.add(`framework-lab: ${service} ${how} while it was needed`);
      lost.push({ service, how });
    });
  }
  const { reset } = own;
  // Last of all: what it changes may have been made by a migration.
  if (reset !== null) {
    const place = running.get(reset.service);
    if (place === undefined) throw new Error(`${reset.service}, in which the reset is to run, does not run`);
    await runReset(reset, place, options.signal);
  }
  const all = held.move();
  return {
    notes,
    volumes,
    sample: async () =>
      Promise.all(
        [...running].map(async ([service, { container }]) => {
          const { atMs, cpuUs, memoryMb } = await container.sample();
          return { service, atMs, cpuUs, rssMb: memoryMb };
        }),
      ),
    lost: () => lost[0] ?? null,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** It may be: nothing is asked of it but to be started, and one that ends well has done its work. */
function isOneShot({ awaited, container }: Dependency): boolean {
  return awaited === 'started' && container.health.test === null;
}

function howLost(exit: ContainerExit): string {
  if (exit.oomKilled) return 'used all of its memory and was ended';
  return exit.code === null && exit.signal === null ? 'is gone' : describeExit(exit);
}

interface Starting {
  readonly options: StartOptions;
  readonly volumes: string;
  readonly log: LogTail;
  readonly containers: LabContainers;
}

async function start(
  { container: own }: Dependency,
  { options, volumes, log, containers }: Starting,
): Promise<LabContainer> {
  const { service, image, command, entrypoint, env, memoryBytes, pidsLimit } = own;
  try {
    return await containers.start({
      role: 'dependency',
      name: `${options.launchName}-${service}`,
      image,
      ...(command === undefined ? {} : { command }),
      ...(entrypoint === undefined ? {} : { entrypoint }),
      env,
      cpus: options.dependencyCpus ?? [],
      memoryBytes,
      pidsLimit,
      own,
      volumes,
      signal: options.signal,
      onStdoutLine: (line) => log.add(line),
      onStderrLine: (line) => log.add(line),
    });
  } catch (error) {
    throw ownRefusal(error, 'LAB_DEPENDENCY_NOT_READY', service);
  }
}
