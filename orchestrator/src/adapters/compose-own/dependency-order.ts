import type { Dependency } from '../../domain/own-stack.ts';
import type { ComposeService } from './compose-config.ts';

export interface Needed {
  readonly id: string;
  readonly awaited: Dependency['awaited'];
}

const AWAITED: Readonly<Record<string, Dependency['awaited']>> = {
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};
/** Where two services want different things of a third, the stricter one is awaited. */
const STRICTNESS: readonly Dependency['awaited'][] = ['started', 'healthy', 'completed'];

/**
 * Everything that a service needs, and what that needs, each after what it needs itself. What the file
 * does not have is left out: Compose refuses such a file, unless it is not required.
 */
export function dependencyOrder(
  services: Readonly<Record<string, Pick<ComposeService, 'depends_on'>>>,
  of: string,
): Needed[] {
  const order: string[] = [];
  const awaited = new Map<string, Dependency['awaited']>();
  const visited = new Set([of]);
  const visit = (id: string): void => {
    for (const [needed, { condition }] of Object.entries(services[id]?.depends_on ?? {})) {
      if (services[needed] === undefined || needed === of) continue;
      const wanted = AWAITED[condition] ?? 'started';
      const known = awaited.get(needed) ?? 'started';
      awaited.set(needed, STRICTNESS.indexOf(wanted) > STRICTNESS.indexOf(known) ? wanted : known);
      if (visited.has(needed)) continue;
      visited.add(needed);
      visit(needed);
      order.push(needed);
    }
  };
  visit(of);
  return order.map((id) => ({ id, awaited: awaited.get(id) ?? 'started' }));
}

/** The same without what is awaited of each. */
export function needsOf(...[services, of]: Parameters<typeof dependencyOrder>): string[] {
  return dependencyOrder(services, of).map(({ id }) => id);
}
