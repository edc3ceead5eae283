import type { ResourceSample, WorkerUse } from '../../domain/samples.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TelemetryFeed } from '../contender/telemetry-reader.ts';
import { throttlingReader } from '../host/cgroup-throttling.ts';
import { GroupUseReader } from '../host/group-use.ts';

/** Samples what a contender uses; after its end it keeps answering with the last values. */
export function resourceSampler(
  leader: number,
  telemetry: TelemetryFeed,
  clock: Clock,
): () => Promise<ResourceSample> {
  const use = new GroupUseReader(leader);
  const throttling = throttlingReader(leader);
  const told = new ToldCpu();
  return async () => {
    const { workers } = telemetry;
    const read = use.read();
    const seen = read.processes > 0 || read.cpuUs > 0;
    return {
      atMs: clock.nowMs(),
      // Without /proc only what the workers say of themselves is left; the supervisor is missing in it.
      cpuUs: seen ? read.cpuUs : told.sumUs(workers),
      rssMb: seen ? read.rssMb : workers.reduce((sum, worker) => sum + worker.rssMb, 0),
      processes: seen ? read.processes : workers.length,
      throttling: throttling(),
      workers,
    };
  };
}

/** CPU as workers tell it, those that were replaced included: a sum that never goes backwards. */
class ToldCpu {
  readonly #byPid = new Map<number, number>();

  sumUs(workers: readonly WorkerUse[]): number {
    for (const { pid, cpuUs } of workers) {
      this.#byPid.set(pid, Math.max(cpuUs, this.#byPid.get(pid) ?? 0));
    }
    let sum = 0;
    for (const us of this.#byPid.values()) sum += us;
    return sum;
  }
}
