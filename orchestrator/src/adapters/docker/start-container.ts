import type { Clock } from '../../ports/clock.ts';
import { parseCpuList, sameCpus } from '../host/cpu-list.ts';
import { attachedOutput } from './attached-output.ts';
import { containerOptions } from './container-options.ts';
import { type Engine, type InspectedContainer, refusalOf } from './engine.ts';
import type { ContainerOrder, LabContainer } from './lab-container.ts';
import { LABEL, objectLabels, objectName } from './labels.ts';
import { runningContainer } from './running-container.ts';
import { imageUnavailable, startError } from './start-error.ts';
import { pinningNotHonoured } from './verify-pinning.ts';

export interface StartContext {
  readonly engine: Engine;
  readonly clock: Clock;
  /** The owner's label. */
  readonly owner: string;
  readonly runId: string;
  /** Name of the run's network. */
  readonly network: string;
  /** Learned once: a rootless engine, or one in a container itself, may not raise a limit above its own. */
  readonly limits: { raiseOpenFiles: boolean };
}

/** Creates, attaches to, starts and looks at a container; when anything goes wrong, none is left. */
export async function startContainer(order: ContainerOrder, context: StartContext): Promise<LabContainer> {
  const { limits } = context;
  try {
    return await startOnce(order, context);
  } catch (error) {
    if (!limits.raiseOpenFiles || !/rlimit/.test(refusalOf(error)?.message ?? '')) throw error;
    limits.raiseOpenFiles = false;
    return startOnce(order, context);
  }
}

async function startOnce(order: ContainerOrder, context: StartContext): Promise<LabContainer> {
  const { engine, owner, runId, network } = context;
  const image = await engine.inspectImage(order.image, order.signal);
  if (image === null) throw imageUnavailable(order.image, 'no such image on this engine');

  const name = objectName(runId, order.name);
  const labels = objectLabels({ owner, runId, role: order.role, name: order.name });
  const { raiseOpenFiles } = context.limits;
  const body = containerOptions(order, { labels, network, imageUser: image.user, raiseOpenFiles });
  let id: string;
  try {
    id = await engine.createContainer(name, body, order.signal);
  } catch (error) {
    // Given up in the middle, the engine may have made it all the same.
    if (refusalOf(error) === null) await removeOurs(engine, name, owner);
    throw startError(error, order);
  }
  try {
    return await startCreated({ id, name, healthTest: image.healthTest }, order, context);
  } catch (error) {
    // What cannot be removed now is removed with the run, or by the reaper.
    await engine.removeContainer(id).catch(() => undefined);
    throw startError(error, order);
  }
}

interface Created {
  readonly id: string;
  readonly name: string;
  readonly healthTest: readonly string[] | null;
}

async function startCreated(
  { id, name, healthTest }: Created,
  order: ContainerOrder,
  { engine, clock, network }: StartContext,
): Promise<LabContainer> {
  const output = attachedOutput(await engine.attach(id, order.stdin ?? false, order.signal), order);
  try {
    await engine.startContainer(id, order.signal);
    const found = await engine.inspectContainer(id, order.signal);
    requireCpuset(found, order);
    return runningContainer({
      engine,
      clock,
      output,
      found,
      name,
      address: found.addresses[network] ?? '',
      healthTest,
    });
  } catch (error) {
    output.close();
    throw error;
  }
}

/** An engine that cannot pin only warns about it, and leaves the field empty. */
function requireCpuset(found: InspectedContainer, order: ContainerOrder): void {
  if (sameCpus(parseCpuList(found.cpusetCpus), order.cpus)) return;
  const granted = found.cpusetCpus === '' ? 'no CPUs of its own' : `CPUs ${found.cpusetCpus}`;
  throw pinningNotHonoured(order.name, order.cpus, granted, 'the engine');
}

async function removeOurs(engine: Engine, name: string, owner: string): Promise<void> {
  try {
    const found = await engine.inspectContainer(name);
    if (found.labels[LABEL.owner] === owner) await engine.removeContainer(found.id);
  } catch {
    // Never made, or the engine does not answer: the reaper looks again.
  }
}
