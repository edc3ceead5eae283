import type { Clock } from '../../ports/clock.ts';
import type { CpuLocks } from '../../ports/guard.ts';
import type { DockerReaper } from './docker-reaper.ts';
import type { Engine } from './engine.ts';
import { engineCpuLocks } from './engine-cpu-locks.ts';
import type { Owner } from './owner.ts';

export interface EngineLocksDeps {
  readonly engine: Engine;
  readonly owner: Owner;
  readonly reaper: DockerReaper;
  readonly clock: Clock;
  readonly processLocks: CpuLocks;
}

/**
 * CPUs against every lab that could use them: those on the same engine, and, where its containers run
 * on this very machine, those with processes. The reaper watches for as long as they are held.
 */
export function engineLocks(deps: EngineLocksDeps): CpuLocks {
  const { engine, processLocks, reaper } = deps;
  const onEngine = engineCpuLocks(engine, deps);
  const local = engine.facts.onThisKernel;
  return {
    acquire: async (cpus, purpose) => {
      await using stack = new AsyncDisposableStack();
      if (local) stack.use(await processLocks.acquire(cpus, purpose));
      stack.use(reaper);
      stack.use(await onEngine.acquire(cpus, purpose));
      const held = stack.move();
      return { [Symbol.asyncDispose]: () => held.disposeAsync() };
    },
    held: async () => [...(local ? await processLocks.held() : []), ...(await onEngine.held())],
  };
}
