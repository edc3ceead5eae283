import { readlinkSync } from 'node:fs';
import { readProc } from './proc-file.ts';
import { processStat } from './process-stat.ts';

/**
 * Names one process for good: pids are used again, pid plus start time within one boot is not.
 * `startTicks` is null where there is no /proc; such an identity is only as good as its pid.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number | null;
  readonly boot: string | null;
}

export function bootId(): string | null {
  return readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

/** Which numbering of processes this one's pid belongs to, e.g. `pid:[4026531836]`; null where there is none. */
export function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTicks: processStat(pid)?.startTicks ?? null, boot: bootId() };
}

/** Whether exactly this process still runs. A zombie does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.startTicks === null) return answersSignals(identity.pid);
  if (identity.boot !== bootId()) return false;
  const stat = processStat(identity.pid);
  return stat !== null && stat.startTicks === identity.startTicks && stat.state !== 'Z';
}

/** Whether a process (or, with a negative number, a process group) exists. EPERM: it does, but is not ours. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
