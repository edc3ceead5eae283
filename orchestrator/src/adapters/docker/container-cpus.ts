import { parseCpuList } from '../host/cpu-list.ts';
import { readProc } from '../host/proc-file.ts';
import { cgroupFiles } from './cgroup-files.ts';
import type { Engine } from './engine.ts';

const STATUS = '/proc/1/status';
/** What images have that can print a file: a shell-less one of ours has Node only. */
const PRINT_STATUS = [
  ['cat', STATUS],
  ['node', '-p', `require('node:fs').readFileSync('${STATUS}','utf8')`],
] as const;

/**
 * The CPUs that the kernel lets a container's first process use: from /proc where that process can be
 * seen, else by asking inside the container. Null where neither can tell.
 */
export async function containerCpus(
  engine: Engine,
  of: { readonly id: string; readonly pid: number },
): Promise<readonly number[] | null> {
  const ours = cgroupFiles(readProc(`/proc/${of.pid}/cgroup`) ?? '', of.id) !== null;
  const seen = ours ? cpusOfStatus(readProc(`/proc/${of.pid}/status`)) : null;
  if (seen !== null) return seen;
  for (const command of PRINT_STATUS) {
    const told = cpusOfStatus(await engine.exec(of.id, command));
    if (told !== null) return told;
  }
  return null;
}

function cpusOfStatus(status: string | null): readonly number[] | null {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status ?? '')?.[1];
  return list === undefined ? null : parseCpuList(list);
}
