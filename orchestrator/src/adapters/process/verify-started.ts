import type { ContenderSpec } from '../../domain/contender.ts';
import { formatCpuList } from '../../domain/units.ts';
import { impostor } from '../contender/contender-errors.ts';
import { allowedCpus } from '../host/allowed-cpus.ts';
import { sameCpus } from '../host/cpu-list.ts';
import { processesOf } from '../host/process-tree.ts';
import { listeningInodes, socketInodes, socketOwner } from './listeners.ts';
import { notHonoured } from './pinning.ts';

/**
 * Makes sure that every socket that listens on the port belongs to the started processes. Returns a
 * note where that cannot be seen. Throws LAB_CONTENDER_IMPOSTOR.
 */
export function verifyListener(spec: ContenderSpec, leader: number, port: number): string | null {
  const inodes = listeningInodes(port);
  if (inodes === null || inodes.length === 0) {
    return `who listens on port ${port} could not be seen here, so it was not verified`;
  }
  const own = new Set<string>();
  for (const pid of processesOf(leader)) for (const inode of socketInodes(pid)) own.add(inode);
  const foreign = inodes.find((inode) => !own.has(inode));
  if (foreign === undefined) return null;
  throw impostor(spec.id, port, socketOwner(foreign) ?? 'a process this user may not look into');
}

/**
 * Asks the kernel for the CPUs of every process of the contender. False where it cannot be asked.
 * Throws LAB_PINNING_NOT_HONOURED.
 */
export function verifyCpus(spec: ContenderSpec, leader: number, cpus: readonly number[]): boolean {
  let asked = 0;
  for (const pid of processesOf(leader)) {
    const granted = allowedCpus(pid);
    if (granted === null) continue;
    asked += 1;
    if (!sameCpus(granted, cpus)) throw notHonoured(`${spec.id} (pid ${pid})`, formatCpuList(cpus), granted);
  }
  return asked > 0;
}
