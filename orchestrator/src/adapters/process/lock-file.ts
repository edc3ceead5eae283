import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '../host/process-identity.ts';

/** Who holds a CPU, and for what; the whole content of a lock file. */
export interface CpuLock {
  readonly cpu: number;
  readonly owner: ProcessIdentity;
  readonly purpose: string;
  /** Unix ms. */
  readonly sinceMs: number;
}

/** False when the CPU is locked already. The file appears with its whole content or not at all. */
export function createLock(folder: string, lock: CpuLock): boolean {
  const file = lockPath(folder, lock.cpu);
  const draft = `${file}.${lock.owner.pid}.new`;
  writeFileSync(draft, JSON.stringify(lock));
  try {
    // A hard link is as exclusive as O_EXCL and shows no empty file to a reader in between.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

export function removeLock(folder: string, cpu: number): void {
  rmSync(lockPath(folder, cpu), { force: true });
}

/** Every lock of the folder; one whose owner no longer runs is stale. */
export function readLocks(folder: string): { readonly lock: CpuLock; readonly stale: boolean }[] {
  const found: { lock: CpuLock; stale: boolean }[] = [];
  for (const name of namesOf(folder)) {
    const cpu = /^cpu-(\d+)\.lock$/.exec(name)?.[1];
    if (cpu === undefined) continue;
    const lock = readLock(folder, Number(cpu));
    if (lock) found.push({ lock, stale: !isRunning(lock.owner) });
  }
  return found;
}

/** A file that is no lock is held by nobody we could name, so it counts as a stale one. */
function readLock(folder: string, cpu: number): CpuLock | null {
  try {
    const lock = JSON.parse(readFileSync(lockPath(folder, cpu), 'utf8')) as CpuLock;
    if (Number.isInteger(lock.owner?.pid)) return { ...lock, cpu };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  }
  return { cpu, owner: { pid: 0, startTicks: -1, boot: null }, purpose: 'unreadable', sinceMs: 0 };
}

function lockPath(folder: string, cpu: number): string {
  return join(folder, `cpu-${cpu}.lock`);
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
