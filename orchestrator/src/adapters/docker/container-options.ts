import { formatCpuList } from '../../domain/units.ts';
import type { EngineJson } from './engine.ts';
import type { ContainerOrder } from './lab-container.ts';
import { ownConfig, ownHostConfig } from './own-options.ts';
import { tmpfsMounts } from './tmpfs-mounts.ts';

/** `nobody` of nearly every image: for images that name no user, where it would be root. */
const NOBODY = '65534:65534';
/** Connections of a contender and of a generator, and room. */
const OPEN_FILES = 65_536;
/** A host that runs out of memory loses a container of the lab before anything else (proc(5), −1000 to 1000). */
const OOM_SCORE = 500;
/**
 * Eight times an ordinary container's weight: InfluxDB and Grafana may have to share the load CPU. A
 * dependency has the same as the generator that it may share a CPU with: one that is starved shows in
 * nobody's figures but the contender's, while a generator that has to wait says so.
 */
const CPU_SHARES = 8192;
const TMPFS_OPTIONS = 'rw,noexec,nosuid,nodev,size=64m,mode=1777';
/**
 * A name server that can never be reached (TEST-NET, RFC 5737). Engines before 23.0.11 answer
 * questions from an internal network out of the host's own network (CVE-2024-29018); with a server
 * named, the question leaves from inside, where there is no way out. Names of containers still work.
 */
const NO_NAME_SERVER = '192.0.2.1';

export interface OptionsContext {
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  readonly imageUser: string;
  /** False: its limit of open files is what the engine gives. */
  readonly raiseOpenFiles: boolean;
}

/** The body of `POST /containers/create`, in the Engine API's words: isolation is the same for every role of ours. */
export function containerOptions(order: ContainerOrder, of: OptionsContext): EngineJson {
  const { own } = order;
  const stdin = order.stdin ?? false;
  return {
    Image: order.image,
    ...(order.command ? { Cmd: order.command } : {}),
    ...(order.entrypoint ? { Entrypoint: order.entrypoint } : {}),
    Env: Object.entries(order.env).map(([name, value]) => `${name}=${value}`),
    Labels: of.labels,
    // Nothing of the engine's may run on measured CPUs: the lab itself asks who has to be asked.
    Healthcheck: { Test: ['NONE'] },
    Tty: false,
    AttachStdout: true,
    AttachStderr: true,
    AttachStdin: stdin,
    OpenStdin: stdin,
    StdinOnce: stdin,
    ...(own === undefined
      ? { User: order.user ?? (isRoot(of.imageUser) ? NOBODY : of.imageUser) }
      : ownConfig(own, of.network)),
    HostConfig: {
      NetworkMode: of.network,
      Dns: [NO_NAME_SERVER],
      PublishAllPorts: false,
      ...(order.cpus.length > 0 ? { CpusetCpus: formatCpuList(order.cpus) } : {}),
      CpuShares: CPU_SHARES,
      // The same limit for memory and swap together: no swap.
      ...(order.memoryBytes === null ? {} : { Memory: order.memoryBytes, MemorySwap: order.memoryBytes }),
      ...(order.pidsLimit === null ? {} : { PidsLimit: order.pidsLimit }),
      OomScoreAdj: OOM_SCORE,
      Privileged: false,
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
      ...(own === undefined
        ? isolation(order, of)
        : ownHostConfig(own, { prefix: order.volumes ?? '', labels: of.labels })),
      // We read what it prints by attaching; this small log is for `docker logs`, and may lose lines
      // rather than hold up a service that prints faster than the disk takes it.
      LogConfig: {
        Type: 'local',
        Config: { 'max-size': '1m', 'max-file': '2', compress: 'false', mode: 'non-blocking' },
      },
    },
  };
}

function isolation(order: ContainerOrder, { raiseOpenFiles }: OptionsContext): EngineJson {
  return {
    ReadonlyRootfs: true,
    Tmpfs: tmpfsMounts(order.tmpfs ?? [], TMPFS_OPTIONS),
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ...(raiseOpenFiles ? { Ulimits: [{ Name: 'nofile', Soft: OPEN_FILES, Hard: OPEN_FILES }] } : {}),
  };
}

function isRoot(user: string): boolean {
  return user === '' || /^(root|0)(:|$)/.test(user);
}

/** The body of `POST /networks/create`: a network without a way out, and without the host on it. */
export function networkOptions(name: string, labels: Readonly<Record<string, string>>): EngineJson {
  return {
    Name: name,
    Driver: 'bridge',
    Internal: true,
    Attachable: false,
    EnableIPv6: false,
    CheckDuplicate: true,
    // An internal network still has the host at its gateway's address, with everything that listens
    // on all of the host's addresses; without an address on the bridge there is no such way.
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: labels,
  };
}
