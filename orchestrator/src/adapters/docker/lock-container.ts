import { type Engine, type EngineJson, refusalOf } from './engine.ts';
import { LABEL, NAME_PREFIX } from './labels.ts';
import { parseOwner } from './owner.ts';

/** Who holds a CPU of the engine, and for what: the labels of a container that is never started. */
export interface EngineLock {
  readonly id: string;
  readonly cpu: number;
  /** The owner's label. */
  readonly owner: string;
  readonly purpose: string;
  /** Unix ms. */
  readonly sinceMs: number;
}

const ROLE = 'cpu-lock';
const LOCK_NAME = `${NAME_PREFIX}cpu-`;

/**
 * Takes the lock by creating a container of its name, which an engine gives to one only: null when it
 * was taken before. The id of the new container otherwise.
 */
export async function createLock(
  engine: Engine,
  lock: Omit<EngineLock, 'id'>,
  image: string,
): Promise<string | null> {
  const labels = {
    [LABEL.owner]: lock.owner,
    [LABEL.role]: ROLE,
    [LABEL.name]: `cpu-${lock.cpu}`,
    [LABEL.purpose]: lock.purpose,
    [LABEL.since]: String(Math.round(lock.sinceMs)),
  };
  const body: EngineJson = {
    Image: image,
    Cmd: ['never-started'],
    Labels: labels,
    HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true },
  };
  try {
    return await engine.createContainer(`${LOCK_NAME}${lock.cpu}`, body);
  } catch (error) {
    if (refusalOf(error)?.status === 409) return null;
    throw error;
  }
}

export async function readLocks(engine: Engine): Promise<EngineLock[]> {
  const listed = await engine.listContainers({ [LABEL.role]: ROLE, [LABEL.owner]: '' });
  return listed.flatMap(({ id, name, labels }) => {
    const cpu = Number(name.slice(LOCK_NAME.length));
    if (!name.startsWith(LOCK_NAME) || !Number.isInteger(cpu)) return [];
    const owner = labels[LABEL.owner] ?? '';
    const purpose = labels[LABEL.purpose] ?? 'unknown';
    return [{ id, cpu, owner, purpose, sinceMs: Number(labels[LABEL.since]) || 0 }];
  });
}

/** For people: `pid 123 on vm`. */
export function holderOf(lock: EngineLock): { readonly pid: number; readonly words: string } {
  const owner = parseOwner(lock.owner);
  return owner
    ? { pid: owner.pid, words: `pid ${owner.pid} on ${owner.host}` }
    : { pid: 0, words: 'a lab of another version' };
}
