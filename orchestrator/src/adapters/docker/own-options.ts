import type { OwnContainer, OwnMount } from '../../domain/own-stack.ts';
import type { EngineJson } from './engine.ts';
import { tmpfsMounts } from './tmpfs-mounts.ts';

/** Of the body of `POST /containers/create`, what somebody's own service has as its file says. */
export function ownConfig(own: OwnContainer, network: string): EngineJson {
  return {
    ...(own.user === undefined ? {} : { User: own.user }),
    ...(own.workingDir === undefined ? {} : { WorkingDir: own.workingDir }),
    ...(own.hostname === undefined ? {} : { Hostname: own.hostname }),
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: own.aliases } } },
  };
}

export interface RunVolumes {
  /** In front of the names of its volumes. */
  readonly prefix: string;
  /** By which the lab finds its volumes again. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The same of `HostConfig`. */
export function ownHostConfig(own: OwnContainer, volumes: RunVolumes): EngineJson {
  return {
    ReadonlyRootfs: own.readOnly,
    ...(own.init ? { Init: true } : {}),
    ...(own.shmBytes === null ? {} : { ShmSize: own.shmBytes }),
    CapAdd: own.capAdd,
    CapDrop: own.capDrop,
    SecurityOpt: own.securityOpt,
    GroupAdd: own.groupAdd,
    Sysctls: own.sysctls,
    ExtraHosts: own.extraHosts,
    Ulimits: own.ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    Tmpfs: tmpfsMounts(own.tmpfs, ''),
    Mounts: own.mounts.map((mount) => mountOptions(mount, volumes)),
  };
}

function mountOptions(mount: OwnMount, { prefix, labels }: RunVolumes): EngineJson {
  const { target: Target, readOnly: ReadOnly } = mount;
  if (mount.kind === 'bind') return { Type: 'bind', Source: mount.source, Target, ReadOnly };
  // One without a name goes with its container; one with a name is found by its labels.
  return mount.name === null
    ? { Type: 'volume', Target, ReadOnly }
    : {
        Type: 'volume',
        Source: `${prefix}-${mount.name}`,
        Target,
        ReadOnly,
        VolumeOptions: { Labels: labels },
      };
}
