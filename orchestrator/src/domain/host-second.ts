import type { CpuTimes, HostSample, HostSecond, SecondSample } from './samples.ts';

export interface RoleCpus {
  readonly server: readonly number[];
  readonly load: readonly number[];
  /** Of what the contender depends on; absent: it depends on nothing. */
  readonly dependencies?: readonly number[];
  /** False: the contender may run anywhere, so what else runs on the server CPUs cannot be told. */
  readonly pinned: boolean;
}

/**
 * Sets two moments in relation to the CPUs of each role.
 *
 * Foreign use = time − idle − steal − the contender's own CPU, on the server CPUs; interrupts are left
 * out where the kernel does not charge them to tasks. Idle and steal come from fine clocks, shown in
 * ticks of 10 ms, so one second on n CPUs resolves 1 / (100 n). User and system time do not: they are
 * sampled at the timer tick, and were 470 to 570 ms beside a true 500 ms of a lone process in each
 * of eight seconds (HZ = 250, nothing else running), which would be up to 7 % of invented noise.
 */
export function hostSecond(
  index: number,
  before: SecondSample,
  after: SecondSample,
  roles: RoleCpus,
): HostSecond {
  const server = spent(before.host, after.host, roles.server);
  const load = spent(before.host, after.host, roles.load);
  const ownUs = ownCpuUs(before, after);
  const sharedUs = sharedCpuUs(before, after, roles);
  return {
    index,
    stealShare: Math.max(share(server.stealUs, server.wallUs), share(load.stealUs, load.wallUs)),
    foreignShare:
      ownUs === null || sharedUs === null || !roles.pinned
        ? null
        : foreignShare(server, ownUs, sharedUs, after.host.softirqInTasks),
    serverCpuShare: share(ownUs ?? server.wallUs - server.idleUs - server.stealUs, server.wallUs),
    softirqShare: server.softirqWorstShare,
  };
}

interface Spent {
  /** Wall time × CPUs that were seen. */
  readonly wallUs: number;
  readonly idleUs: number;
  readonly stealUs: number;
  readonly interruptUs: number;
  /** Of the one CPU that had most. */
  readonly softirqWorstShare: number;
}

function spent(before: HostSample, after: HostSample, cpus: readonly number[]): Spent {
  const elapsedUs = Math.max(0, after.atMs - before.atMs) * 1000;
  const total = { wallUs: 0, idleUs: 0, stealUs: 0, interruptUs: 0, softirqWorstShare: 0 };
  for (const cpu of cpus) {
    const from = before.cpus.get(cpu);
    const to = after.cpus.get(cpu);
    if (!from || !to) continue;
    const grown = (name: keyof CpuTimes) => Math.max(0, to[name] - from[name]);
    total.wallUs += elapsedUs;
    total.idleUs += grown('idleUs');
    total.stealUs += grown('stealUs');
    total.interruptUs += grown('irqUs') + grown('softirqUs');
    total.softirqWorstShare = Math.max(total.softirqWorstShare, share(grown('softirqUs'), elapsedUs));
  }
  return total;
}

function foreignShare(
  server: Spent,
  ownUs: number,
  sharedUs: number,
  softirqInTasks: boolean | null,
): number | null {
  if (server.wallUs === 0) return null;
  const interruptUs = softirqInTasks === true ? 0 : server.interruptUs;
  return share(
    server.wallUs - server.idleUs - server.stealUs - interruptUs - ownUs - sharedUs,
    server.wallUs,
  );
}

function ownCpuUs(before: SecondSample, after: SecondSample): number | null {
  return before.contender && after.contender ? after.contender.cpuUs - before.contender.cpuUs : null;
}

/**
 * Neither the generator nor a dependency is a stranger where it has to run on the server's CPU; all of its
 * CPU is taken as used there. Null where it was not read: then nobody can be told apart from it.
 */
function sharedCpuUs(before: SecondSample, after: SecondSample, roles: RoleCpus): number | null {
  const isShared = (cpus: readonly number[]): boolean => cpus.some((cpu) => roles.server.includes(cpu));
  const generatorUs = isShared(roles.load) ? generatorCpuUs(before, after) : 0;
  const dependenciesUs = isShared(roles.dependencies ?? []) ? dependencyCpuUs(before, after) : 0;
  return generatorUs === null ? null : generatorUs + dependenciesUs;
}

function generatorCpuUs(before: SecondSample, after: SecondSample): number | null {
  if (before.generatorCpuUs === undefined || after.generatorCpuUs === undefined) return null;
  return Math.max(0, after.generatorCpuUs - before.generatorCpuUs);
}

function dependencyCpuUs(before: SecondSample, after: SecondSample): number {
  const was = before.contender?.dependencies ?? [];
  return (after.contender?.dependencies ?? []).reduce((sum, { service, cpuUs }) => {
    const from = was.find((one) => one.service === service)?.cpuUs ?? cpuUs;
    return sum + Math.max(0, cpuUs - from);
  }, 0);
}

function share(partUs: number, wholeUs: number): number {
  return wholeUs > 0 ? Math.min(1, Math.max(0, partUs / wholeUs)) : 0;
}
