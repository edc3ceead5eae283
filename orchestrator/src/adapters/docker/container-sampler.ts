import type { Clock } from '../../ports/clock.ts';
import { cgroupUseReader, type Use } from './cgroup-use.ts';
import type { Engine } from './engine.ts';
import type { ContainerUse } from './lab-container.ts';
import { StatsFeed } from './stats-feed.ts';

const NOTHING: Use = { cpuUs: 0, memoryMb: 0, processes: 0, throttling: null };

export interface ContainerSampler {
  /** Whether readings come from the engine, up to a second old. */
  readonly coarse: boolean;
  /** After the container's end it keeps answering with the last values; CPU never goes backwards. */
  sample(): Promise<ContainerUse>;
  /** To be called when the container has ended. */
  close(): void;
}

/** Samples a container from its cgroup's files, or from the engine where those cannot be seen. */
export function containerSampler(
  engine: Engine,
  of: { readonly id: string; readonly pid: number },
  clock: Clock,
): ContainerSampler {
  const fromFiles = cgroupUseReader(of.pid, of.id);
  return fromFiles ? fileSampler(fromFiles, clock) : statsSampler(engine, of.id, clock);
}

function fileSampler(read: () => Use | null, clock: Clock): ContainerSampler {
  let last = NOTHING;
  return {
    coarse: false,
    sample: async () => {
      last = read() ?? last;
      return { atMs: clock.nowMs(), ...last };
    },
    close: () => undefined,
  };
}

export function statsSampler(
  engine: Pick<Engine, 'statsStream'>,
  id: string,
  clock: Clock,
): ContainerSampler {
  const feed = new StatsFeed(engine, id, clock);
  return {
    coarse: true,
    sample: async () => {
      const reading = await feed.latest();
      return { atMs: reading?.atMs ?? clock.nowMs(), ...(reading?.use ?? NOTHING) };
    },
    close: () => feed.close(),
  };
}
