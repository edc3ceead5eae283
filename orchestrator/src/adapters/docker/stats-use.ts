import type { Use } from './cgroup-use.ts';
import { withoutCache } from './cgroup-use.ts';
import type { EngineJson } from './engine.ts';

/** The fields of `GET /containers/<id>/stats` that are used; those of a container that has ended are missing. */
interface Stats {
  cpu_stats?: {
    cpu_usage?: { total_usage?: number };
    throttling_data?: { periods?: number; throttled_periods?: number };
  };
  memory_stats?: { usage?: number; stats?: { inactive_file?: number; total_inactive_file?: number } };
  pids_stats?: { current?: number };
}

/**
 * Reads the engine's statistics; null when they are of a container that has ended. `processes` counts
 * threads here: it is all that the engine knows.
 */
export function parseStats(json: EngineJson): Use | null {
  const { cpu_stats: cpu, memory_stats: memory, pids_stats: pids } = json as Stats;
  const cpuNs = cpu?.cpu_usage?.total_usage;
  if (!cpuNs || memory?.usage === undefined) return null;
  const { periods = 0, throttled_periods: throttled = 0 } = cpu?.throttling_data ?? {};
  return {
    cpuUs: cpuNs / 1000,
    // `total_inactive_file` only with cgroup v1, where `inactive_file` leaves out what is below.
    memoryMb: withoutCache(
      memory.usage,
      memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? null,
    ),
    processes: pids?.current ?? 0,
    // Without a quota the kernel counts no periods.
    throttling: periods > 0 ? { throttled, periods } : null,
  };
}
