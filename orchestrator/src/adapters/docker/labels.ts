import type { ContainerRole } from './lab-container.ts';

/** On everything the lab creates. What does not carry `owner` is never touched. */
export const LABEL = {
  /** Which process of which machine owns it: an `Owner` as JSON. */
  owner: 'framework-lab.owner',
  run: 'framework-lab.run',
  role: 'framework-lab.role',
  name: 'framework-lab.name',
  /** Of a CPU lock: what it is held for, and since when (Unix ms). */
  purpose: 'framework-lab.purpose',
  since: 'framework-lab.since',
} as const;

/** In front of the name of every container and network of ours. */
export const NAME_PREFIX = 'framework-lab-';

export function objectLabels(of: {
  readonly owner: string;
  readonly runId: string;
  readonly role: ContainerRole | 'network';
  readonly name: string;
}): Record<string, string> {
  return {
    [LABEL.owner]: of.owner,
    [LABEL.run]: of.runId,
    [LABEL.role]: of.role,
    [LABEL.name]: of.name,
  };
}

/** A name that every engine takes: `[a-zA-Z0-9][a-zA-Z0-9_.-]*`. */
export function objectName(runId: string, name: string): string {
  return `${NAME_PREFIX}${runId}-${name}`.replace(/[^a-zA-Z0-9_.-]/g, '-');
}
