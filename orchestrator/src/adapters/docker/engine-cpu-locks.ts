import { LabError } from '../../domain/errors.ts';
import { formatCpuList, formatDuration } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CpuLocks } from '../../ports/guard.ts';
import type { DockerReaper } from './docker-reaper.ts';
import type { Engine } from './engine.ts';
import { createLock, type EngineLock, holderOf, readLocks } from './lock-container.ts';
import { type Owner, ownerLabel } from './owner.ts';
import { isAlive } from './sweep.ts';

/** Another lab may take a dead one's lock over at the same moment, and end at the next. */
const ATTEMPTS = 3;

export interface EngineCpuLocksDeps {
  readonly owner: Owner;
  readonly reaper: Pick<DockerReaper, 'start'>;
  readonly clock: Clock;
}

/**
 * One lock per CPU on the engine itself, so that labs of different users, folders or containers see
 * each other's. All or nothing; locks of labs that are gone are taken over.
 */
export function engineCpuLocks(engine: Engine, { owner: me, reaper, clock }: EngineCpuLocksDeps): CpuLocks {
  const owner = ownerLabel(me);
  const take = async (cpu: number, purpose: string, image: string): Promise<string> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const id = await createLock(engine, { cpu, owner, purpose, sinceMs: clock.wallMs() }, image);
      if (id !== null) return id;
      const held = await readLocks(engine);
      const lock = held.find((other) => other.cpu === cpu);
      if (lock === undefined) continue;
      if (await isAlive(engine, me, lock.owner)) throw busy(lock, held, clock.wallMs());
      // By its id: its name may be a living lab's by now.
      await engine.removeContainer(lock.id);
    }
    throw new LabError('LAB_CPUS_BUSY', `CPU ${cpu} was taken by another lab in this very moment.`, {
      fix: FIX,
    });
  };
  return {
    acquire: async (cpus, purpose) => {
      reaper.start();
      const [present] = await engine.listImages();
      const image = present ?? (await engine.importNothing(LOCK_IMAGE));
      const taken: string[] = [];
      const release = async () => {
        for (const id of taken.splice(0)) await engine.removeContainer(id);
        // Another lab may still use it; the last one takes it away.
        if (present === undefined) await engine.removeImage(LOCK_IMAGE).catch(() => undefined);
      };
      try {
        // One after the other, in the same order for every lab: two of them never block each other.
        for (const cpu of [...new Set(cpus)].sort((a, b) => a - b)) {
          taken.push(await take(cpu, purpose, image));
        }
      } catch (error) {
        await release();
        throw error;
      }
      return { [Symbol.asyncDispose]: release };
    },
    held: async () => {
      const living: { cpu: number; pid: number; purpose: string }[] = [];
      for (const lock of await readLocks(engine)) {
        if (!(await isAlive(engine, me, lock.owner))) continue;
        living.push({ cpu: lock.cpu, pid: holderOf(lock).pid, purpose: lock.purpose });
      }
      return living;
    },
  };
}

/** A container needs an image; on an engine that has none yet, an empty one serves. */
const LOCK_IMAGE = 'framework-lab-cpu-lock:empty';

const FIX = ['wait until it has ended, or give this lab other CPUs: --server-cpus and --load-cpus'];

function busy(lock: EngineLock, all: readonly EngineLock[], nowMs: number): LabError {
  const { words } = holderOf(lock);
  const cpus = formatCpuList(all.filter(({ owner }) => owner === lock.owner).map(({ cpu }) => cpu));
  return new LabError('LAB_CPUS_BUSY', `CPU ${lock.cpu} is in use by another lab on this engine.`, {
    seen: [
      ['owner', words],
      ['runs', `${lock.purpose}, for ${formatDuration(Math.max(0, nowMs - lock.sinceMs))}, on CPUs ${cpus}`],
    ],
    fix: FIX,
  });
}
