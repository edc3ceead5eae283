import { LabError } from './errors.ts';
import { formatCpuList } from './units.ts';

/** Which logical CPUs play which role. Server and load never overlap, unless there is only one CPU. */
export interface CpuLayout {
  readonly server: readonly number[];
  readonly load: readonly number[];
  /** Orchestrator, engine, database. */
  readonly housekeeping: readonly number[];
  /** False: it runs, but nothing may be ranked (one CPU only, or pinning is impossible here). */
  readonly rankable: boolean;
  /** What the reader must know, e.g. that housekeeping shares the load CPU. */
  readonly notes: readonly string[];
}

export interface CpuChoice {
  /** Logical CPUs this process may use. */
  readonly available: readonly number[];
  /** Groups of logical CPUs that share a core; null where the machine does not tell. */
  readonly smtSiblings: readonly (readonly number[])[] | null;
  readonly numaNodes: readonly (readonly number[])[] | null;
  /** Whether processes can be pinned here. */
  readonly pinning: boolean;
  /** `--server-cpus` and `--load-cpus`; they win. */
  readonly server: readonly number[] | null;
  readonly load: readonly number[] | null;
}

/**
 * Divides the machine by whole cores: housekeeping first (none of its own below three cores, two
 * from eight on), about a third of the rest to the server, what remains to the load, which needs
 * more CPUs than the service does. Throws LAB_CPUS_INVALID.
 */
export function chooseCpuLayout(choice: CpuChoice): CpuLayout {
  checkAsked(choice);
  const only = choice.available.length === 1 ? choice.available : null;
  const roles = only === null ? divide(choice) : { server: only, load: only, housekeeping: only };
  const reasons = [
    only === null ? null : 'one CPU only: service and load share it, nothing is ranked',
    choice.pinning ? null : 'processes cannot be pinned here: nothing is ranked',
  ].filter((reason) => reason !== null);
  return { ...roles, rankable: reasons.length === 0, notes: [...reasons, ...notesOn(roles, choice)] };
}

function checkAsked({ available, server, load }: CpuChoice): void {
  const refuse = (message: string, fix: string): never => {
    throw new LabError('LAB_CPUS_INVALID', message, {
      seen: [['usable here', formatCpuList(available)]],
      fix: [fix],
    });
  };
  for (const [flag, asked] of [
    ['--server-cpus', server],
    ['--load-cpus', load],
  ] as const) {
    if (asked?.length === 0) refuse(`${flag} names no CPU.`, `${flag} ${formatCpuList(available.slice(-1))}`);
    const outside = (asked ?? []).filter((cpu) => !available.includes(cpu));
    if (outside.length > 0) {
      refuse(
        `${flag} names CPU ${formatCpuList(outside)}, which this process may not use.`,
        `choose from ${formatCpuList(available)}`,
      );
    }
  }
  if (available.length === 1) return;
  const both = (server ?? []).filter((cpu) => load?.includes(cpu));
  if (both.length > 0) {
    refuse(
      `CPU ${formatCpuList(both)} is in --server-cpus and in --load-cpus.`,
      'service and load must not share a CPU: leave one of the flags out, or name different CPUs',
    );
  }
  const taken = new Set([...(server ?? []), ...(load ?? [])]);
  if (taken.size === available.length && (server === null || load === null)) {
    const [flag, other] = server === null ? ['--load-cpus', 'service'] : ['--server-cpus', 'load'];
    refuse(`${flag} takes every CPU, so none is left for the ${other}.`, 'leave at least one CPU out');
  }
}

type Roles = Pick<CpuLayout, 'server' | 'load' | 'housekeeping'>;

function divide(choice: CpuChoice): Roles {
  const cores = coresOf(choice);
  const asked = [...(choice.server ?? []), ...(choice.load ?? [])];
  let free = cores.filter((core) => !core.some((cpu) => asked.includes(cpu)));
  // Only halves of cores are left, or there is one core in all: half a core is better than none.
  const missing = (choice.server === null ? 1 : 0) + (choice.load === null ? 1 : 0);
  if (free.length < missing)
    free = cores
      .flat()
      .filter((cpu) => !asked.includes(cpu))
      .map((cpu) => [cpu]);
  const own = Math.min(Math.max(0, free.length - missing), free.length >= 8 ? 2 : 1);
  const housekeeping = free.slice(0, own).flat();
  const rest = free.slice(own);
  const serverCores =
    choice.server !== null
      ? 0
      : choice.load !== null
        ? rest.length
        : Math.max(1, Math.floor(rest.length / 3));
  const server = choice.server ?? rest.slice(0, serverCores).flat();
  const load = choice.load ?? rest.slice(serverCores).flat();
  return { server: sorted(server), load: sorted(load), housekeeping: sorted(own > 0 ? housekeeping : load) };
}

/** Cores as groups of the usable logical CPUs, node by node. */
function coresOf({ available, smtSiblings, numaNodes }: CpuChoice): number[][] {
  const groupOf = (cpu: number): readonly number[] =>
    smtSiblings?.find((group) => group.includes(cpu)) ?? [cpu];
  const nodeOf = (cpu: number): number => numaNodes?.findIndex((node) => node.includes(cpu)) ?? 0;
  const cores = Map.groupBy(sorted(available), (cpu) => Math.min(...groupOf(cpu)));
  return [...cores.values()].sort(
    (a, b) => nodeOf(a[0] ?? 0) - nodeOf(b[0] ?? 0) || (a[0] ?? 0) - (b[0] ?? 0),
  );
}

function notesOn(roles: Roles, { available, smtSiblings, numaNodes }: CpuChoice): string[] {
  const notes: string[] = [];
  if (available.length > 1 && roles.housekeeping.some((cpu) => roles.load.includes(cpu))) {
    notes.push(`housekeeping shares the load CPUs ${formatCpuList(roles.load)}`);
  }
  const shared = (smtSiblings ?? []).filter(
    (group) =>
      available.length > 1 &&
      roles.server.some((c) => group.includes(c)) &&
      roles.load.some((c) => group.includes(c)),
  );
  if (shared.length > 0)
    notes.push(
      `service and load share the core of CPUs ${formatCpuList(shared.flat())}: each slows the other`,
    );
  if (smtSiblings === null) notes.push('the machine does not tell which CPUs share a core');
  for (const [role, cpus] of [
    ['server', roles.server],
    ['load', roles.load],
  ] as const) {
    const nodes = (numaNodes ?? []).filter((node) => cpus.some((cpu) => node.includes(cpu)));
    if (nodes.length > 1) notes.push(`the ${role} CPUs span ${nodes.length} memory nodes`);
  }
  return notes;
}

function sorted(cpus: readonly number[]): number[] {
  return [...cpus].sort((a, b) => a - b);
}
