import type { CpuLayout } from './cpu-layout.ts';
import type { HostHealthSecond } from './events.ts';
import { hostSecond } from './host-second.ts';
import type { HostSample, SecondSample } from './samples.ts';

/** How the machine fared between two looks, for watching; the judging is done by `hostSeconds`. */
export function hostHealth(before: SecondSample, after: SecondSample, cpus: CpuLayout): HostHealthSecond {
  const roles = { server: cpus.server, load: cpus.load, dependencies: cpus.housekeeping, pinned: true };
  const { stealShare, foreignShare, softirqShare } = hostSecond(0, before, after, roles);
  const [was, is] = [before.host, after.host];
  const spanUs = (is.atMs - was.atMs) * 1000;
  return {
    cpuShare: busyShare(was, is, [...new Set([...cpus.server, ...cpus.load, ...cpus.housekeeping])]),
    stealShare,
    foreignShare,
    softirqShare,
    frequencyMhz: is.frequencyMhz,
    loadAverage: is.loadAverage,
    pressureCpuShare: grownShare(was.pressureCpuUs, is.pressureCpuUs, spanUs),
    pressureMemoryShare: grownShare(was.pressureMemoryUs, is.pressureMemoryUs, spanUs),
    listenOverflows: grown(was.listenOverflows, is.listenOverflows),
    listenDrops: grown(was.listenDrops, is.listenDrops),
    tcpRetransmits: grown(was.tcpRetransmits, is.tcpRetransmits),
  };
}

/** Time neither idle nor stolen, of the CPUs that could be read; null where none could. */
function busyShare(before: HostSample, after: HostSample, cpus: readonly number[]): number | null {
  const wallUs = (after.atMs - before.atMs) * 1000;
  const shares = cpus.flatMap((cpu) => {
    const [was, is] = [before.cpus.get(cpu), after.cpus.get(cpu)];
    if (was === undefined || is === undefined || wallUs <= 0) return [];
    return [1 - (is.idleUs - was.idleUs + is.stealUs - was.stealUs) / wallUs];
  });
  if (shares.length === 0) return null;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return Math.min(1, Math.max(0, mean));
}

/** What a counter grew by; one that was reset has not shrunk. */
export function grown(was: number | null, is: number | null): number | null {
  return was === null || is === null ? null : Math.max(0, is - was);
}

function grownShare(was: number | null, is: number | null, spanUs: number): number | null {
  const more = grown(was, is);
  return more === null || spanUs <= 0 ? null : Math.min(1, more / spanUs);
}
