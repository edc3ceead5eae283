import type { ContenderSpec } from '../domain/contender.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { LabApp } from './lab-app.ts';

/** Every contender a scenario may name: those of its own service where it has one, else the lab's. */
export function knownContenders(
  app: LabApp,
  { service, contenders }: Pick<Scenario, 'service' | 'contenders'>,
  signal?: AbortSignal,
): Promise<readonly ContenderSpec[]> {
  return service === undefined ? app.contenders.list() : app.ownContenders(service, contenders, signal);
}
