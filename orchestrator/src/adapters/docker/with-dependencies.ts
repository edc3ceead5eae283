import type { RunningContender } from '../../ports/contender-runtime.ts';
import type { DependencyStack } from './dependency-stack.ts';

/** A contender together with what it depends on: sampled together, and ended after it. `held` ends the latter. */
export function withDependencies(
  contender: RunningContender,
  beside: DependencyStack,
  held: AsyncDisposable,
): RunningContender {
  const end = async (): Promise<void> => {
    try {
      await contender.stop();
    } finally {
      await held[Symbol.asyncDispose]();
    }
  };
  let ending: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    ending ??= end();
    return ending;
  };
  return {
    ...contender,
    started: { ...contender.started, notes: [...contender.started.notes, ...beside.notes] },
    sampleResources: async () => {
      const [own, dependencies] = await Promise.all([contender.sampleResources(), beside.sample()]);
      return { ...own, dependencies };
    },
    lost: beside.lost,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
