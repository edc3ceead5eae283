import type { ComposeBuild, HealthCheck, OwnContainer, OwnMount } from '../../domain/own-stack.ts';
import type { ComposeConfig, ComposeService } from './compose-config.ts';
import { secondsOf } from './compose-duration.ts';

/** What Compose takes where the file says nothing (docs.docker.com/reference/compose-file/services, healthcheck). */
const HEALTH_DEFAULT = { intervalS: 30, retries: 3 } as const;
/** A database that makes its files anew takes some 10 s on a slow machine; a file may ask for more, never for less. */
const HEALTH_LEAST_S = 60;
/** What needs longer at every launch is better loaded into an image once; nobody waits for an hour by a slip of a digit. */
const HEALTH_MOST_S = 600;

/** A service of a checked file as the lab starts it; `from`: the Compose file and what fills in its variables. */
export function ownContainer(
  id: string,
  config: ComposeConfig,
  from: Pick<ComposeBuild, 'file' | 'variables'>,
): OwnContainer {
  const service = config.services?.[id];
  if (service === undefined) throw new Error(`${id} is not in ${from.file}`);
  const limits = service.deploy?.resources?.limits;
  return {
    service: id,
    aliases: aliasesOf(id, service),
    // What Compose calls an image that it builds and that has no name.
    image: service.image ?? `${config.name}-${id}`,
    ...(service.build == null ? {} : { build: { ...from, service: id } }),
    ...(service.command == null ? {} : { command: service.command }),
    ...(service.entrypoint == null ? {} : { entrypoint: service.entrypoint }),
    env: Object.fromEntries(
      // Without a value: a variable that nobody has set.
      Object.entries(service.environment ?? {}).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      ),
    ),
    ...(service.user === undefined ? {} : { user: service.user }),
    ...(service.working_dir === undefined ? {} : { workingDir: service.working_dir }),
    ...(service.hostname === undefined ? {} : { hostname: service.hostname }),
    memoryBytes: service.mem_limit ?? limits?.memory ?? null,
    pidsLimit: service.pids_limit ?? limits?.pids ?? null,
    shmBytes: service.shm_size ?? null,
    init: service.init ?? false,
    readOnly: service.read_only ?? false,
    tmpfs: tmpfsOf(service),
    mounts: [...mountsOf(service), ...filesOf(service, config)],
    capAdd: service.cap_add ?? [],
    capDrop: service.cap_drop ?? [],
    securityOpt: service.security_opt ?? [],
    groupAdd: (service.group_add ?? []).map(String),
    sysctls: Object.fromEntries(Object.entries(service.sysctls ?? {}).map(([name, v]) => [name, String(v)])),
    ulimits: Object.entries(service.ulimits ?? {}).map(([name, limit]) =>
      typeof limit === 'number' ? { name, soft: limit, hard: limit } : { name, ...limit },
    ),
    extraHosts: (service.extra_hosts ?? []).map((entry) => entry.replace('=', ':')),
    health: healthOf(service),
  };
}

function aliasesOf(id: string, { networks, container_name: name, hostname }: ComposeService): string[] {
  const others = Object.values(networks ?? {}).flatMap((network) => network?.aliases ?? []);
  return [...new Set([id, ...[name, hostname].filter((one) => one !== undefined), ...others])];
}

function tmpfsOf({ tmpfs, volumes }: ComposeService): string[] {
  const mounted = (volumes ?? []).flatMap(({ type, target, tmpfs: of }) => {
    if (type !== 'tmpfs') return [];
    const options = [
      of?.size === undefined ? null : `size=${of.size}`,
      of?.mode === undefined ? null : `mode=${of.mode.toString(8)}`,
    ].filter((option) => option !== null);
    return [options.length === 0 ? target : `${target}:${options.join(',')}`];
  });
  return [...(tmpfs ?? []), ...mounted];
}

function mountsOf({ volumes }: ComposeService): OwnMount[] {
  return (volumes ?? []).flatMap(({ type, source, target, read_only: readOnly = false }): OwnMount[] => {
    if (type === 'volume') return [{ kind: 'volume', name: source ?? null, target, readOnly }];
    return type === 'bind' && source !== undefined ? [{ kind: 'bind', source, target, readOnly }] : [];
  });
}

/** Secrets and configs that are files: Compose mounts these, too, and nobody may write to them. */
function filesOf({ secrets, configs }: ComposeService, config: ComposeConfig): OwnMount[] {
  const all = [
    ...(secrets ?? []).map((one) => ({
      ...one,
      file: config.secrets?.[one.source]?.file,
      at: '/run/secrets/',
    })),
    ...(configs ?? []).map((one) => ({ ...one, file: config.configs?.[one.source]?.file, at: '/' })),
  ];
  return all.flatMap(({ source, target = source, file, at }): OwnMount[] =>
    file === undefined
      ? []
      : [
          {
            kind: 'bind',
            source: file,
            target: target.startsWith('/') ? target : `${at}${target}`,
            readOnly: true,
          },
        ],
  );
}

function healthOf({ healthcheck }: ComposeService): HealthCheck {
  const { test, interval, retries = HEALTH_DEFAULT.retries, start_period: start } = healthcheck ?? {};
  const intervalS = interval === undefined ? HEALTH_DEFAULT.intervalS : secondsOf(interval);
  const startS = start === undefined ? 0 : secondsOf(start);
  return {
    test: healthcheck?.disable === true ? ['NONE'] : (test ?? null),
    limitS: Math.min(
      HEALTH_MOST_S,
      Math.max(HEALTH_LEAST_S, healthcheck == null ? 0 : startS + retries * intervalS),
    ),
  };
}
