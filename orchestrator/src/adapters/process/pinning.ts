import { spawnSync } from 'node:child_process';
import { LabError } from '../../domain/errors.ts';
import { formatCpuList } from '../../domain/units.ts';
import { allowedCpus } from '../host/allowed-cpus.ts';
import { sameCpus } from '../host/cpu-list.ts';
import { tasksetPath } from '../host/taskset-path.ts';

/**
 * The command that runs `command` on the CPUs only. `taskset` replaces itself, so the pid is the
 * program's own and children inherit the pinning. Unchanged where nothing can be pinned.
 */
export function pinnedCommand(cpus: readonly number[], command: readonly string[]): string[] {
  const taskset = tasksetPath();
  return taskset === null || cpus.length === 0
    ? [...command]
    : [taskset, '-c', formatCpuList(cpus), ...command];
}

/** Whether the kernel lets the process run on exactly these CPUs; null where it cannot be asked. */
export function verifyPinned(pid: number, cpus: readonly number[]): boolean | null {
  if (tasksetPath() === null) return null;
  const allowed = allowedCpus(pid);
  return allowed === null ? null : sameCpus(allowed, cpus);
}

/**
 * Moves the lab itself, all its threads, to the CPUs; what it starts later inherits them. Returns
 * false where nothing can be pinned. Throws LAB_PINNING_NOT_HONOURED.
 */
export function pinSelf(cpus: readonly number[]): boolean {
  const taskset = tasksetPath();
  if (taskset === null) return false;
  const asked = formatCpuList(cpus);
  const done = spawnSync(taskset, ['-a', '-c', '-p', asked, String(process.pid)], { encoding: 'utf8' });
  if (verifyPinned(process.pid, cpus) === true) return true;
  throw notHonoured('the lab', asked, allowedCpus(process.pid), done.stderr?.trim());
}

export function notHonoured(
  who: string,
  asked: string,
  granted: readonly number[] | null,
  said?: string,
): LabError {
  const got = granted === null ? 'unknown CPUs' : `CPUs ${formatCpuList(granted)}`;
  return new LabError(
    'LAB_PINNING_NOT_HONOURED',
    `${who} was to run on CPUs ${asked} and was given ${got}.`,
    {
      seen: said ? [['said', said]] : [],
      fix: [
        'name CPUs that this machine, container or cgroup really has: --server-cpus, --load-cpus',
        'npm run lab -- doctor shows the CPUs that can be used',
      ],
    },
  );
}
