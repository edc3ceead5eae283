import type { ContenderSpec } from '../../domain/contender.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunningContender, StartedFacts } from '../../ports/contender-runtime.ts';
import type { Guard } from '../../ports/guard.ts';
import { completedCounter } from '../contender/count-completed.ts';
import type { ContenderChild } from './child.ts';
import { endGroup } from './end-group.ts';
import { resourceSampler } from './resource-sampler.ts';

/** GRACEFUL_TIMEOUT of the service runtime is 5 s; one more for its own clean-up. */
const GRACE_MS = 6_000;

/**
 * Ends everything of a contender and takes it off the guard's list; safe to call twice. What would
 * not die (it hangs in the kernel) stays on the guard's list.
 */
export function contenderStop(
  pid: number,
  child: ContenderChild,
  guard: Guard,
  clock: Clock,
  graceMs = GRACE_MS,
): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    if (!child.hasExited()) child.endsByLab();
    // Also when the leader has ended: workers it left behind are still ours to end.
    if (await endGroup(pid, graceMs, clock)) guard.forget(pid);
    await child.exited;
    await child.log.close();
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

export function processContender(made: {
  readonly spec: ContenderSpec;
  readonly address: { readonly host: string; readonly port: number };
  readonly started: StartedFacts;
  readonly pid: number;
  readonly child: ContenderChild;
  readonly stop: () => Promise<void>;
  readonly clock: Clock;
}): RunningContender {
  const { spec, address, started, pid, child, stop, clock } = made;
  const asked = {
    telemetry: child.telemetry,
    exited: child.exited,
    signal: (name: 'SIGUSR2') => void (child.hasExited() || process.kill(pid, name)),
  };
  return {
    spec,
    address,
    started,
    pid,
    exited: child.exited,
    sampleResources: resourceSampler(pid, child.telemetry, clock),
    lastLogLines: (count) => child.log.last(count),
    stop,
    ...(spec.launch.process?.telemetry ? { countCompleted: completedCounter(spec.id, asked) } : {}),
    [Symbol.asyncDispose]: stop,
  };
}
