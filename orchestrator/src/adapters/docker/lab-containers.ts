import type { Clock } from '../../ports/clock.ts';
import { networkOptions } from './container-options.ts';
import type { DockerReaper } from './docker-reaper.ts';
import type { Engine } from './engine.ts';
import type { LabContainer, LabContainers } from './lab-container.ts';
import { LABEL, objectLabels, objectName } from './labels.ts';
import { type Owner, ownerLabel } from './owner.ts';
import { startContainer } from './start-container.ts';

export interface OpenContainers {
  /** Stands in labels and names. */
  readonly runId: string;
  readonly owner: Owner;
  readonly reaper: Pick<DockerReaper, 'start'>;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Makes the run's own network, on which its containers see each other and nothing else. Disposing
 * removes it with every container that was not removed by then. Throws LAB_DOCKER_FAILED.
 */
export async function openContainers(engine: Engine, request: OpenContainers): Promise<LabContainers> {
  const { runId, clock, signal } = request;
  const owner = ownerLabel(request.owner);
  const network = objectName(runId, 'network');
  const labels = objectLabels({ owner, runId, role: 'network', name: 'network' });
  request.reaper.start();
  await engine.createNetwork(networkOptions(network, labels), signal);

  const context = { engine, clock, owner, runId, network, limits: { raiseOpenFiles: true } };
  const started = new Set<LabContainer>();
  let closing: Promise<void> | null = null;
  const close = async () => {
    await Promise.allSettled([...started].map((container) => container[Symbol.asyncDispose]()));
    // By label, not by what was started: a create that was given up may have come true since.
    await removeLabelled(engine, { [LABEL.owner]: owner, [LABEL.run]: runId });
  };
  return {
    runId,
    start: async (order) => {
      const container = await startContainer(order, context);
      started.add(container);
      return container;
    },
    removeVolumes: async (prefix) => {
      const all = await engine.listVolumes({ [LABEL.owner]: owner, [LABEL.run]: runId });
      for (const { id } of all) if (id.startsWith(`${prefix}-`)) await engine.removeVolume(id).catch(isLeft);
    },
    [Symbol.asyncDispose]: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Removes every container, then every network and volume, with these labels. Throws LAB_DOCKER_FAILED. */
async function removeLabelled(engine: Engine, labels: Readonly<Record<string, string>>): Promise<void> {
  // Each is tried, whatever becomes of the others; the reaper and the next sweep get what is left.
  for (const { id } of await engine.listContainers(labels)) await engine.removeContainer(id).catch(isLeft);
  for (const { id } of await engine.listNetworks(labels)) await engine.removeNetwork(id).catch(isLeft);
  for (const { id } of await engine.listVolumes(labels)) await engine.removeVolume(id).catch(isLeft);
}

/** A run that has ended well does not end badly for want of tidying. */
function isLeft(): void {}
