import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { identify, pidNamespace } from '../host/process-identity.ts';
import { type Engine, refusalOf } from './engine.ts';

/** The lab that owns an object on an engine, as it stands in the object's label. */
export interface Owner {
  readonly host: string;
  readonly boot: string | null;
  /** Which numbering of processes `pid` belongs to, e.g. `pid:[4026531836]`; null where there is none. */
  readonly pidNamespace: string | null;
  readonly pid: number;
  readonly startTicks: number | null;
  /** Id of the container that the lab itself runs in, on the same engine. */
  readonly container: string | null;
  /** Whether the engine runs on the lab's own kernel: only then its boot says anything about the engine's. */
  readonly local: boolean;
  /** One process may own several: a test does. */
  readonly nonce: string;
}

/** Identity of this process towards an engine. */
export async function ownIdentity(engine: Engine): Promise<Owner> {
  const { pid, startTicks, boot } = identify(process.pid);
  return {
    host: hostname(),
    boot,
    pidNamespace: pidNamespace(),
    pid,
    startTicks,
    container: await ownContainer(engine),
    local: engine.facts.onThisKernel,
    nonce: randomBytes(4).toString('hex'),
  };
}

/** As the label holds it: always the same text for the same owner, because filters compare text. */
export function ownerLabel(owner: Owner): string {
  const { host, boot, pidNamespace: space, pid, startTicks, container, local, nonce } = owner;
  return JSON.stringify({ host, boot, pidNamespace: space, pid, startTicks, container, local, nonce });
}

/** Null for a label that is none of ours: such an object is left alone. */
export function parseOwner(label: string | undefined): Owner | null {
  try {
    const value = JSON.parse(label ?? '') as Partial<Owner> | null;
    return typeof value?.host === 'string' && Number.isInteger(value.pid) ? (value as Owner) : null;
  } catch {
    return null;
  }
}

/** A container's host name is its short id, unless somebody gave it another; the engine knows it then. */
async function ownContainer(engine: Engine): Promise<string | null> {
  if (!existsSync('/.dockerenv') && !existsSync('/run/.containerenv')) return null;
  try {
    const found = await engine.inspectContainer(hostname());
    return found.running ? found.id : null;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return null;
    throw error;
  }
}
