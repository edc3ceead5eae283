import { parseCpuList } from './cpu-list.ts';
import { readProc } from './proc-file.ts';

/** CPUs the kernel lets a process run on; null where it cannot be asked or the process is gone. */
export function allowedCpus(pid: number): number[] | null {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return list === undefined ? null : parseCpuList(list);
}
