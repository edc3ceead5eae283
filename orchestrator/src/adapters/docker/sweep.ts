import type { Ended } from '../../ports/runtime.ts';
import { answersSignals, isRunning, type ProcessIdentity } from '../host/process-identity.ts';
import { processStat } from '../host/process-stat.ts';
import { type Engine, type ListedObject, refusalOf } from './engine.ts';
import { LABEL } from './labels.ts';
import { type Owner, parseOwner } from './owner.ts';
import { isOwnerAlive } from './owner-life.ts';

const OWNED = { [LABEL.owner]: '' };

/** Containers, networks and volumes on this engine whose lab is gone; reads only. Throws LAB_DOCKER_FAILED. */
export async function leftovers(engine: Engine, me: Owner): Promise<Ended[]> {
  const { containers, networks, volumes } = await ownedByTheDead(engine, me);
  return [
    ...containers.map(asEnded('container')),
    ...networks.map(asEnded('network')),
    ...volumes.map(asEnded('volume')),
  ];
}

/**
 * Removes what labs that are gone left on this engine, and nothing else; returns what was removed.
 * What the engine refuses to remove stays, and is found again. Throws LAB_DOCKER_FAILED when the
 * engine cannot be asked.
 */
export async function sweepDead(engine: Engine, me: Owner): Promise<Ended[]> {
  const { containers, networks, volumes } = await ownedByTheDead(engine, me);
  // Containers first: while one is there, its network and its volumes are not removed.
  return [
    ...(await removeEach(containers, 'container', engine.removeContainer)),
    ...(await removeEach(networks, 'network', engine.removeNetwork)),
    ...(await removeEach(volumes, 'volume', engine.removeVolume)),
  ];
}

async function removeEach(
  objects: readonly ListedObject[],
  kind: Ended['kind'],
  remove: (id: string) => Promise<void>,
): Promise<Ended[]> {
  const removed: Ended[] = [];
  for (const object of objects) {
    try {
      await remove(object.id);
      removed.push(asEnded(kind)(object));
    } catch (error) {
      if (refusalOf(error) === null) throw error;
    }
  }
  return removed;
}

async function ownedByTheDead(engine: Engine, me: Owner) {
  const containers = await engine.listContainers(OWNED);
  const networks = await engine.listNetworks(OWNED);
  const volumes = await engine.listVolumes(OWNED);
  const dead = await deadOwners(engine, me, [...containers, ...networks, ...volumes]);
  const isDead = ({ labels }: ListedObject) => dead.has(labels[LABEL.owner] ?? '');
  return {
    containers: containers.filter(isDead),
    networks: networks.filter(isDead),
    volumes: volumes.filter(isDead),
  };
}

async function deadOwners(engine: Engine, me: Owner, objects: readonly ListedObject[]): Promise<Set<string>> {
  const dead = new Set<string>();
  for (const label of new Set(objects.map(({ labels }) => labels[LABEL.owner] ?? ''))) {
    if (!(await isAlive(engine, me, label))) dead.add(label);
  }
  return dead;
}

/** A label that cannot be read is not of this version of the lab: left alone. */
export async function isAlive(engine: Engine, me: Owner, ownerLabel: string | undefined): Promise<boolean> {
  const owner = parseOwner(ownerLabel);
  if (owner === null) return true;
  const containerRuns = owner.container === null ? null : await runs(engine, owner.container);
  return isOwnerAlive(owner, { me, isRunning: mayRun, containerRuns });
}

/** Where /proc shows a user only its own processes (hidepid), a pid that exists is believed. */
function mayRun(identity: ProcessIdentity): boolean {
  return isRunning(identity) || (processStat(identity.pid) === null && answersSignals(identity.pid));
}

async function runs(engine: Engine, id: string): Promise<boolean> {
  try {
    return (await engine.inspectContainer(id)).running;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return false;
    throw error;
  }
}

function asEnded(kind: Ended['kind']): (object: ListedObject) => Ended {
  return ({ name, labels }) => ({
    kind,
    id: name,
    // A CPU is locked before its run has an id.
    what: `${labels[LABEL.role] ?? 'object'} of ${labels[LABEL.run] ?? labels[LABEL.purpose] ?? 'a lab'}`,
  });
}
