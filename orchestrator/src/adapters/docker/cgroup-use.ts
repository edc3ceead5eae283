import { throttlingReader } from '../host/cgroup-throttling.ts';
import { readNumber, readProc } from '../host/proc-file.ts';
import { type CgroupFiles, cgroupFiles } from './cgroup-files.ts';
import type { ContainerUse } from './lab-container.ts';

export type Use = Omit<ContainerUse, 'atMs'>;

const MIB = 1024 ** 2;

/**
 * How to read a container's use from its cgroup; null where that cannot be seen from here. The
 * reader itself gives null once the container has ended. A reading costs well under a millisecond.
 */
export function cgroupUseReader(pid: number, containerId: string): (() => Use | null) | null {
  const files = cgroupFiles(readProc(`/proc/${pid}/cgroup`) ?? '', containerId);
  if (files === null) return null;
  const read = files.version === '1' ? () => readV1(files) : () => readV2(files.folder);
  if (read() === null) return null;
  const throttling = throttlingReader(pid);
  return () => {
    const use = read();
    return use && { ...use, throttling: throttling?.() ?? null };
  };
}

type Counters = Omit<Use, 'throttling'>;

/** Kernel documentation, cgroup-v1: cpuacct, memory. */
function readV1({ cpuacct, memory }: Extract<CgroupFiles, { version: '1' }>): Counters | null {
  const cpuNs = readNumber(`${cpuacct}/cpuacct.usage`);
  const bytes = readNumber(`${memory}/memory.usage_in_bytes`);
  const stat = readProc(`${memory}/memory.stat`);
  const processes = readProc(`${cpuacct}/cgroup.procs`);
  if (cpuNs === null || bytes === null || stat === null || processes === null) return null;
  return {
    cpuUs: cpuNs / 1000,
    memoryMb: withoutCache(bytes, flatValue(stat, 'total_inactive_file')),
    processes: countLines(processes),
  };
}

/** Kernel documentation, cgroup-v2: `cpu.stat`, `memory.current`, `memory.stat`. */
function readV2(folder: string): Counters | null {
  const cpuUs = flatValue(readProc(`${folder}/cpu.stat`) ?? '', 'usage_usec');
  const bytes = readNumber(`${folder}/memory.current`);
  const stat = readProc(`${folder}/memory.stat`);
  const processes = readProc(`${folder}/cgroup.procs`);
  if (cpuUs === null || bytes === null || stat === null || processes === null) return null;
  return {
    cpuUs,
    memoryMb: withoutCache(bytes, flatValue(stat, 'inactive_file')),
    processes: countLines(processes),
  };
}

/** Page cache that nobody uses is given back at need; what `docker stats` subtracts too. */
export function withoutCache(usageBytes: number, inactiveFileBytes: number | null): number {
  return Math.max(0, usageBytes - (inactiveFileBytes ?? 0)) / MIB;
}

/** Value of one line of a flat keyed file; null where it is not there. */
export function flatValue(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

function countLines(text: string): number {
  return text.split('\n').filter((line) => line !== '').length;
}
