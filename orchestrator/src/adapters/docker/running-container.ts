import type { Clock } from '../../ports/clock.ts';
import type { AttachedOutput } from './attached-output.ts';
import { containerCpus } from './container-cpus.ts';
import { exitFacts, waitForExit } from './container-exit.ts';
import { containerSampler } from './container-sampler.ts';
import { type Engine, type InspectedContainer, refusalOf } from './engine.ts';
import type { ContainerExit, LabContainer } from './lab-container.ts';

/** How long the last output may still be on its way once the engine has told of the end. */
const LAST_OUTPUT_MS = 2_000;
/** After SIGKILL the kernel needs no more; what lasts longer hangs in a system call. */
const KILLED_MS = 5_000;
const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL'];

export interface Started {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly output: AttachedOutput;
  readonly found: InspectedContainer;
  readonly name: string;
  readonly address: string;
  /** Of its image. */
  readonly healthTest: readonly string[] | null;
}

/** A container that was started a moment ago. */
export function runningContainer(started: Started): LabContainer {
  const { engine, clock, output, found, name, address } = started;
  const { id } = found;
  const life = { byLab: false, ended: false };
  const waiting = new AbortController();
  const sampler = containerSampler(engine, found, clock);
  const exited: Promise<ContainerExit> = waitForExit(engine, id, clock, waiting.signal).then(async (seen) => {
    life.ended = true;
    sampler.close();
    await settled(output.ended, LAST_OUTPUT_MS, clock);
    output.close();
    return exitFacts(seen, life.byLab);
  });

  const kill = async (signal: string) => {
    if (life.ended) return;
    if (ENDING_SIGNALS.includes(signal)) life.byLab = true;
    await engine.killContainer(id, signal).catch((error: unknown) => {
      // It ended in this very moment.
      if (![404, 409].includes(refusalOf(error)?.status ?? 0)) throw error;
    });
  };
  const end = async (graceMs: number) => {
    try {
      if (graceMs > 0) {
        await kill('SIGTERM');
        await settled(exited, graceMs, clock);
      }
      await kill('SIGKILL');
      await settled(exited, KILLED_MS, clock);
    } finally {
      try {
        await engine.removeContainer(id);
      } finally {
        waiting.abort();
        await exited;
      }
    }
  };
  let stopping: Promise<void> | null = null;
  const stop = (graceMs: number) => {
    stopping ??= end(graceMs);
    return stopping;
  };
  return {
    id,
    name,
    address,
    imageId: found.imageId,
    exited,
    imageHealthTest: started.healthTest,
    run: (command, limit) => engine.run(id, command, limit),
    write: output.write,
    endInput: output.endInput,
    kill,
    stop,
    sample: sampler.sample,
    coarseUse: sampler.coarse,
    allowedCpus: () => containerCpus(engine, found),
    [Symbol.asyncDispose]: () => stop(0),
  };
}

/** Waits for a promise that never rejects, but not longer than the limit. */
async function settled(promise: Promise<unknown>, limitMs: number, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([promise, clock.sleep(limitMs, over.signal).catch(() => undefined)]);
  over.abort();
}
