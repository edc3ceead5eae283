import { readProc } from './proc-file.ts';

export interface Throttling {
  readonly throttled: number;
  readonly periods: number;
}

/**
 * Finds the CPU quota a process runs under, its own cgroup's or the nearest ancestor's (kernel
 * documentation: cgroup-v2 `cpu.max`/`cpu.stat`, v1 `cpu.cfs_quota_us`/`cpu.stat`), and returns how
 * to read its counters: null where no quota is set or none can be seen. One may be set at any time
 * (`docker update`), so it is looked for until it is found; that is a handful of reads of /sys.
 */
export function throttlingReader(pid: number): () => Throttling | null {
  let statFile: string | null = null;
  return () => {
    statFile ??= quotaStatFile(readProc(`/proc/${pid}/cgroup`) ?? '');
    return statFile === null ? null : parseThrottling(readProc(statFile) ?? '');
  };
}

export function parseThrottling(text: string): Throttling | null {
  const value = (name: string) => {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text);
    return match ? Number(match[1]) : null;
  };
  const throttled = value('nr_throttled');
  const periods = value('nr_periods');
  return throttled === null || periods === null ? null : { throttled, periods };
}

/** Lines of /proc/<pid>/cgroup are `id:controllers:path`; the v2 line has id 0 and no controllers. */
function quotaStatFile(cgroups: string): string | null {
  for (const line of cgroups.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    const v2 = controllers === '';
    if (!v2 && !controllers.split(',').includes('cpu')) continue;
    const found = v2
      ? nearestQuota('/sys/fs/cgroup', path, (folder) => {
          const max = readProc(`${folder}/cpu.max`);
          return max !== null && !max.startsWith('max');
        })
      : nearestQuota(`/sys/fs/cgroup/${controllers}`, path, (folder) => {
          return Number(readProc(`${folder}/cpu.cfs_quota_us`) ?? -1) > 0;
        });
    if (found) return `${found}/cpu.stat`;
  }
  return null;
}

function nearestQuota(mount: string, path: string, hasQuota: (folder: string) => boolean): string | null {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const folder = [mount, ...parts.slice(0, depth)].join('/');
    if (hasQuota(folder)) return folder;
  }
  return null;
}
