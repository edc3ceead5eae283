import { LabError } from '../../domain/errors.ts';
import { formatCpuList } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CpuLocks } from '../../ports/guard.ts';
import { identify } from '../host/process-identity.ts';
import { commandLine } from '../host/process-stat.ts';
import { withLabMutex } from './lab-mutex.ts';
import { type CpuLock, createLock, readLocks, removeLock } from './lock-file.ts';
import { ensureStateDir } from './state-dir.ts';

/** One lock file per CPU in the state folder, all or nothing; locks of labs that died are taken over. */
export function cpuLocks(deps: { readonly stateDir: string; readonly clock: Clock }): CpuLocks {
  const { stateDir, clock } = deps;
  return {
    acquire: async (cpus, purpose) => {
      const folder = ensureStateDir(stateDir);
      const wanted = [...new Set(cpus)].sort((a, b) => a - b);
      await withLabMutex(folder, clock, () => takeAll(folder, wanted, purpose, clock.wallMs()));
      let held = true;
      return {
        [Symbol.asyncDispose]: async () => {
          if (held) for (const cpu of wanted) removeLock(folder, cpu);
          held = false;
        },
      };
    },
    held: async () =>
      readLocks(stateDir)
        .filter(({ stale }) => !stale)
        .map(({ lock }) => ({ cpu: lock.cpu, pid: lock.owner.pid, purpose: lock.purpose })),
  };
}

/** Under the mutex nobody else of this folder creates or replaces locks; owners only ever remove their own. */
function takeAll(folder: string, cpus: readonly number[], purpose: string, nowMs: number): void {
  for (const { lock, stale } of readLocks(folder)) {
    if (stale) removeLock(folder, lock.cpu);
    else if (cpus.includes(lock.cpu)) throw busy(folder, lock, nowMs);
  }
  const owner = identify(process.pid);
  const taken: number[] = [];
  for (const cpu of cpus) {
    if (createLock(folder, { cpu, owner, purpose, sinceMs: nowMs })) {
      taken.push(cpu);
      continue;
    }
    for (const own of taken) removeLock(folder, own);
    throw new LabError('LAB_CPUS_BUSY', `CPU ${cpu} was taken by another lab in this very moment.`, {
      fix: FIX,
    });
  }
}

const FIX = ['wait until it has ended, or give this lab other CPUs: --server-cpus and --load-cpus'];

function busy(folder: string, lock: CpuLock, nowMs: number): LabError {
  const { owner, purpose, sinceMs } = lock;
  const its = readLocks(folder).filter((other) => !other.stale && other.lock.owner.pid === owner.pid);
  const cpus = formatCpuList(its.map((other) => other.lock.cpu));
  return new LabError('LAB_CPUS_BUSY', `CPU ${lock.cpu} is in use by another lab (pid ${owner.pid}).`, {
    seen: [
      ['owner', `pid ${owner.pid}: ${commandLine(owner.pid) ?? 'its command cannot be read'}`],
      ['runs', `${purpose}, for ${Math.round((nowMs - sinceMs) / 1000)} s, on CPUs ${cpus}`],
    ],
    fix: FIX,
  });
}
