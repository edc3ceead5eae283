import { readProc } from './proc-file.ts';

/** What the lab itself may use, where it runs in a container or a limited group. */
export interface OwnLimits {
  /** CPUs by quota, e.g. 1.5; null: no quota. */
  readonly cpus: number | null;
  /** Null: no limit. */
  readonly memoryMb: number | null;
}

/**
 * The tightest limits that a process sees of its cgroups, at its own mount: in a container that is its
 * own group. Null where no cgroup is mounted. (Kernel documentation: cgroup v2 `cpu.max`, `memory.max`; v1
 * `cpu.cfs_quota_us`, `memory.limit_in_bytes`.)
 */
export function ownLimits(): OwnLimits | null {
  const cpuMax = readProc('/sys/fs/cgroup/cpu.max');
  const quota = readProc('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
  const memory =
    readProc('/sys/fs/cgroup/memory.max') ?? readProc('/sys/fs/cgroup/memory/memory.limit_in_bytes');
  if (cpuMax === null && quota === null && memory === null) return null;
  const period = readProc('/sys/fs/cgroup/cpu/cpu.cfs_period_us');
  return {
    cpus: parseCpuQuota(cpuMax ?? `${quota?.trim()} ${period?.trim()}`),
    memoryMb: parseMemoryLimit(memory),
  };
}

/** `150000 100000` is 1.5 CPUs; `max 100000` and v1's `-1 100000` are no quota. */
export function parseCpuQuota(text: string): number | null {
  const [quota, period] = text.trim().split(/\s+/).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : null;
}

/** v1 writes "no limit" as a number next to 2^63. */
const LARGEST_REAL_BYTES = 2 ** 60;

export function parseMemoryLimit(text: string | null): number | null {
  const bytes = Number(text?.trim());
  return bytes > 0 && bytes < LARGEST_REAL_BYTES ? Math.round(bytes / 1024 ** 2) : null;
}
