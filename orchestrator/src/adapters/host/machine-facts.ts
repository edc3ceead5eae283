import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { MachineFacts } from '../../domain/machine-facts.ts';
import { allowedCpus } from './allowed-cpus.ts';
import { parseCpuList } from './cpu-list.ts';
import { ownLimits } from './own-limits.ts';
import { onBattery, turbo } from './power-facts.ts';
import { listProc, readNumber, readProc } from './proc-file.ts';
import { tasksetPath } from './taskset-path.ts';
import { containerKind, virtualMachine } from './virtualization.ts';

/** Facts that hold for a run. Unknown is null, never a guess. */
export function readMachineFacts(): MachineFacts {
  const cpuInfo = readProc('/proc/cpuinfo') ?? '';
  const usable = allowedCpus(process.pid) ?? Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    distribution: /^PRETTY_NAME="?(.*?)"?$/m.exec(readProc('/etc/os-release') ?? '')?.[1] ?? null,
    cpuModel: cpus()[0]?.model.trim() || null,
    cpus: usable,
    smtSiblings: smtSiblings(usable),
    numaNodes: numaNodes(),
    memoryMb: Math.round(totalmem() / 1024 ** 2),
    virtualMachine: virtualMachine(cpuInfo),
    container: containerKind(),
    cgroup: cgroupVersion(),
    governor: readProc('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim() ?? null,
    turbo: turbo(),
    onBattery: onBattery(),
    loadAverage: loadavg(),
    openFilesLimit: openFilesLimit(),
    ephemeralPorts: ephemeralPorts(),
    somaxconn: readNumber('/proc/sys/net/core/somaxconn'),
    mitigations: mitigations(),
    ownLimits: ownLimits(),
    versions: versions(),
    pinning: tasksetPath() === null ? null : 'taskset',
  };
}

/** Each core once, ascending; a CPU without SMT stands alone. */
function smtSiblings(usable: readonly number[]): number[][] | null {
  const groups = new Map<string, number[]>();
  for (const cpu of usable) {
    const text = readProc(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`);
    if (text === null) return null;
    groups.set(text.trim(), parseCpuList(text));
  }
  return groups.size > 0 ? [...groups.values()] : null;
}

function mitigations(): Record<string, string> | null {
  const folder = '/sys/devices/system/cpu/vulnerabilities';
  const told = listProc(folder).map((name) => [name, readProc(`${folder}/${name}`)?.trim() ?? '?'] as const);
  return told.length > 0 ? Object.fromEntries(told) : null;
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.versions).flatMap(([name, version]) =>
      version === undefined ? [] : [[name, version]],
    ),
  );
}

function numaNodes(): number[][] | null {
  const folder = '/sys/devices/system/node';
  const nodes = listProc(folder)
    .filter((name) => /^node\d+$/.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))
    .map((name) => parseCpuList(readProc(`${folder}/${name}/cpulist`) ?? ''));
  return nodes.length > 0 ? nodes : null;
}

function cgroupVersion(): 'v1' | 'v2' | null {
  if (readProc('/sys/fs/cgroup/cgroup.controllers') !== null) return 'v2';
  return listProc('/sys/fs/cgroup').some((name) => name.split(',').includes('cpu')) ? 'v1' : null;
}

/** The soft limit of this process: Node raises it to the hard one at start, and children inherit it. */
function openFilesLimit(): number | null {
  const match = /^Max open files\s+(\S+)/m.exec(readProc('/proc/self/limits') ?? '');
  if (!match) return null;
  return match[1] === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(match[1]);
}

function ephemeralPorts(): [number, number] | null {
  const [low, high] = (readProc('/proc/sys/net/ipv4/ip_local_port_range') ?? '')
    .trim()
    .split(/\s+/)
    .map(Number);
  return low && high ? [low, high] : null;
}
