import type { ContenderSpec } from '../../domain/contender.ts';
import type { ResourceSample } from '../../domain/samples.ts';
import type { ExitFacts, RunningContender, StartedFacts } from '../../ports/contender-runtime.ts';
import { completedCounter } from '../contender/count-completed.ts';
import type { LogTail } from '../contender/log-tail.ts';
import type { TelemetryFeed } from '../contender/telemetry-reader.ts';
import type { ContainerExit, LabContainer } from './lab-container.ts';

/** GRACEFUL_TIMEOUT of the service runtime is 5 s; one more for its own clean-up. */
const GRACE_MS = 6_000;

/** What the kernel ended for want of memory, and not the lab. */
export function contenderExit({ oomKilled, ...exit }: ContainerExit): ExitFacts {
  return oomKilled && !exit.byLab ? { ...exit, outOfMemory: true } : exit;
}

/** Ends and removes the container, then closes its log; safe to call twice. */
export function contenderStop(
  container: LabContainer,
  log: LogTail,
  graceMs = GRACE_MS,
): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    try {
      await container.stop(graceMs);
    } finally {
      await log.close();
    }
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

export function dockerContender(made: {
  readonly spec: ContenderSpec;
  readonly address: { readonly host: string; readonly port: number };
  readonly started: StartedFacts;
  readonly container: LabContainer;
  readonly exited: Promise<ExitFacts>;
  readonly log: LogTail;
  readonly telemetry: TelemetryFeed;
  readonly stop: () => Promise<void>;
}): RunningContender {
  const { spec, address, started, container, exited, log, telemetry, stop } = made;
  // The supervisor is the container's first process, which is the one that an engine signals.
  const asked = { telemetry, exited, signal: (name: 'SIGUSR2') => container.kill(name) };
  return {
    spec,
    address,
    started,
    exited,
    sampleResources: async (): Promise<ResourceSample> => {
      const { atMs, cpuUs, memoryMb, processes, throttling } = await container.sample();
      return { atMs, cpuUs, rssMb: memoryMb, processes, throttling, workers: telemetry.workers };
    },
    lastLogLines: (count) => log.last(count),
    stop,
    ...(spec.launch.docker?.telemetry ? { countCompleted: completedCounter(spec.id, asked) } : {}),
    [Symbol.asyncDispose]: stop,
  };
}
