import { throttlingReader } from '../host/cgroup-throttling.ts';
import { readProc } from '../host/proc-file.ts';
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
    return use && { ...use, throttling: throttling() };
  };
}

type Counters = Omit<Use, 'throttling'>;
type Text = string | null;

function readV1({ cpuacct, memory }: Extract<CgroupFiles, { version: '1' }>): Counters | null {
  return countersV1({
    cpuacctUsage: readProc(`${cpuacct}/cpuacct.usage`),
    memoryUsage: readProc(`${memory}/memory.usage_in_bytes`),
    memoryStat: readProc(`${memory}/memory.stat`),
    processes: readProc(`${cpuacct}/cgroup.procs`),
  });
}

function readV2(folder: string): Counters | null {
  return countersV2({
    cpuStat: readProc(`${folder}/cpu.stat`),
    memoryCurrent: readProc(`${folder}/memory.current`),
    memoryStat: readProc(`${folder}/memory.stat`),
    processes: readProc(`${folder}/cgroup.procs`),
  });
}

/** Kernel documentation, cgroup-v1: `cpuacct.usage` in ns; `total_` counts what is below, too. */
export function countersV1(files: {
  readonly cpuacctUsage: Text;
  readonly memoryUsage: Text;
  readonly memoryStat: Text;
  readonly processes: Text;
}): Counters | null {
  const { cpuacctUsage, memoryUsage, memoryStat, processes } = files;
  if (!cpuacctUsage || !memoryUsage || memoryStat === null || processes === null) return null;
  const inactive = flatValue(memoryStat, 'total_inactive_file');
  return {
    cpuUs: Number(cpuacctUsage) / 1000,
    memoryMb: withoutCache(Number(memoryUsage), inactive),
    processes: countLines(processes),
  };
}

/** Kernel documentation, cgroup-v2: `usage_usec` of `cpu.stat`, `memory.current`, `memory.stat`. */
export function countersV2(files: {
  readonly cpuStat: Text;
  readonly memoryCurrent: Text;
  readonly memoryStat: Text;
  readonly processes: Text;
}): Counters | null {
  const { cpuStat, memoryCurrent, memoryStat, processes } = files;
  const cpuUs = flatValue(cpuStat ?? '', 'usage_usec');
  if (cpuUs === null || !memoryCurrent || memoryStat === null || processes === null) return null;
  const inactive = flatValue(memoryStat, 'inactive_file');
  return {
    cpuUs,
    memoryMb: withoutCache(Number(memoryCurrent), inactive),
    processes: countLines(processes),
  };
}

/** Page cache that nobody uses is given back at need; what `docker stats` subtracts too. */
export function withoutCache(usageBytes: number, inactiveFileBytes: number | null): number {
  return Math.max(0, usageBytes - (inactiveFileBytes ?? 0)) / MIB;
}

/** Value of one line of a flat keyed file; null where it is not there. */
function flatValue(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

function countLines(text: string): number {
  return text.split('\n').filter((line) => line !== '').length;
}
