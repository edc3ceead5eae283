import type { Clock } from '../../ports/clock.ts';
import { cgroupUseReader, type Use } from './cgroup-use.ts';
import type { Engine } from './engine.ts';
import type { ContainerUse } from './lab-container.ts';
import { parseStats } from './stats-use.ts';

const NOTHING: Use = { cpuUs: 0, memoryMb: 0, processes: 0, throttling: null };

/** Samples a container; after its end it keeps answering with the last values, and CPU never goes backwards. */
export function containerSampler(
  engine: Engine,
  of: { readonly id: string; readonly pid: number },
  hasEnded: () => boolean,
  clock: Clock,
): () => Promise<ContainerUse> {
  const fromFiles = cgroupUseReader(of.pid, of.id);
  let last = NOTHING;
  return async () => {
    let use: Use | null = null;
    if (!hasEnded()) use = fromFiles ? fromFiles() : parseStats(await engine.stats(of.id));
    const atMs = clock.nowMs();
    if (use) last = { ...use, cpuUs: Math.max(use.cpuUs, last.cpuUs) };
    return { atMs, ...last };
  };
}
