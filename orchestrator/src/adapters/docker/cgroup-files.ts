/** Where the counters of one container stand. */
export type CgroupFiles =
  | { readonly version: '1'; readonly cpuacct: string; readonly memory: string }
  | { readonly version: '2'; readonly folder: string };

const ROOT = '/sys/fs/cgroup';

/**
 * Finds a container's cgroup in the text of `/proc/<pid>/cgroup` (cgroups(7): `id:controllers:path`,
 * version 2 with id 0 and no controllers). Null unless the path names the container: the engine's pid
 * may be another process here, when it counts in another pid namespace.
 */
export function cgroupFiles(procCgroup: string, containerId: string): CgroupFiles | null {
  const folders = new Map<string, string>();
  for (const line of procCgroup.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || !path?.includes(containerId)) continue;
    if (controllers === '') folders.set('', `${ROOT}${path}`);
    // `cpu,cpuacct` is mounted under that very name.
    for (const name of controllers.split(',')) if (name) folders.set(name, `${ROOT}/${controllers}${path}`);
  }
  const [cpuacct, memory, unified] = [folders.get('cpuacct'), folders.get('memory'), folders.get('')];
  if (cpuacct && memory) return { version: '1', cpuacct, memory };
  return unified ? { version: '2', folder: unified } : null;
}
