import { release } from 'node:os';
import { readProc } from '../host/proc-file.ts';
import type { EngineAddress } from './engine-address.ts';

/** What an engine says of itself, and what follows for measuring on it. */
export interface EngineFacts {
  readonly name: string;
  readonly kind: 'docker' | 'docker-desktop' | 'podman';
  /** Of the engine, e.g. `28.2.2`. */
  readonly version: string;
  readonly apiVersion: string;
  readonly minApiVersion: string;
  /** `linux` or `windows`: what its containers are. */
  readonly osType: string;
  readonly kernel: string;
  readonly cgroupVersion: '1' | '2' | null;
  readonly cgroupDriver: string;
  readonly rootless: boolean;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly canPin: boolean;
  readonly canLimitMemory: boolean;
  readonly canLimitPids: boolean;
  /** Whether its containers run on the very kernel that the lab runs on. Never guessed: false in doubt. */
  readonly onThisKernel: boolean;
}

interface Version {
  Version?: string;
  ApiVersion?: string;
  MinAPIVersion?: string;
  Os?: string;
  KernelVersion?: string;
  Components?: { Name?: string }[];
}

interface Info {
  Name?: string;
  OperatingSystem?: string;
  OSType?: string;
  KernelVersion?: string;
  CgroupVersion?: string;
  CgroupDriver?: string;
  SecurityOptions?: string[] | null;
  NCPU?: number;
  MemTotal?: number;
  CPUSet?: boolean;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
}

/** What the lab itself sees of the kernel it runs on. */
export interface OwnKernel {
  readonly platform: string;
  readonly release: string;
  readonly memoryBytes: number | null;
}

/** Reads the answers to `/version` and `/info`. */
export function engineFacts(
  version: Version,
  info: Info,
  address: EngineAddress,
  own: OwnKernel,
): EngineFacts {
  const podman = (version.Components ?? []).some(({ Name }) => Name?.startsWith('Podman'));
  const desktop = info.OperatingSystem?.includes('Docker Desktop') ?? false;
  const kernel = info.KernelVersion ?? version.KernelVersion ?? '';
  const cgroup = info.CgroupVersion?.replace(/^v/, '');
  return {
    name: info.Name ?? '',
    kind: podman ? 'podman' : desktop ? 'docker-desktop' : 'docker',
    version: version.Version ?? '',
    apiVersion: version.ApiVersion ?? '',
    minApiVersion: version.MinAPIVersion ?? version.ApiVersion ?? '',
    osType: info.OSType ?? version.Os ?? '',
    kernel,
    cgroupVersion: cgroup === '1' || cgroup === '2' ? cgroup : null,
    cgroupDriver: info.CgroupDriver ?? '',
    rootless: (info.SecurityOptions ?? []).some((option) => option.split(',').includes('name=rootless')),
    cpuCount: info.NCPU ?? 0,
    memoryBytes: info.MemTotal ?? 0,
    canPin: info.CPUSet ?? false,
    canLimitMemory: info.MemoryLimit ?? false,
    canLimitPids: info.PidsLimit ?? false,
    // A virtual machine on this host may run the same release; that it also has the same memory to
    // the kilobyte is what no virtual machine inside the host can.
    onThisKernel:
      address.kind === 'socket' &&
      own.platform === 'linux' &&
      kernel === own.release &&
      own.memoryBytes !== null &&
      info.MemTotal === own.memoryBytes,
  };
}

export function ownKernel(): OwnKernel {
  const kilobytes = /^MemTotal:\s+(\d+) kB$/m.exec(readProc('/proc/meminfo') ?? '')?.[1];
  return {
    platform: process.platform,
    release: release(),
    memoryBytes: kilobytes === undefined ? null : Number(kilobytes) * 1024,
  };
}

/** E.g. `Docker Engine 28.2.2, cgroup v2, rootless`. */
export function describeEngine(facts: EngineFacts): string {
  const name = { docker: 'Docker Engine', 'docker-desktop': 'Docker Desktop, engine', podman: 'Podman' };
  return [
    `${name[facts.kind]} ${facts.version}`,
    facts.cgroupVersion === null ? 'cgroup version unknown' : `cgroup v${facts.cgroupVersion}`,
    ...(facts.rootless ? ['rootless'] : []),
  ].join(', ');
}
