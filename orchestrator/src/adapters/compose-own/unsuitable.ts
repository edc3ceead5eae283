import type { Finding } from '../compose/finding.ts';
import type { ComposeConfig, ComposeService } from './compose-config.ts';
import { CAUTIONS, KNOWN, REFUSED, RULED, type Rule, WITHOUT } from './service-rules.ts';

/** What a Compose file asks for and a run cannot give. */
export interface Unsuitable {
  /** Measured all the same, the figures would be of something else, or something of the user's would suffer. */
  readonly refused: readonly Finding[];
  /** What a reader of the results has to know. */
  readonly cautions: readonly Finding[];
}

/** What is wrong with these services of a file, contenders and dependencies alike. */
export function unsuitable(config: ComposeConfig, services: readonly string[]): Unsuitable {
  const found = services.map((id) => ofService(id, config));
  return { refused: found.flatMap((one) => one.refused), cautions: found.flatMap((one) => one.cautions) };
}

function ofService(id: string, config: ComposeConfig): Unsuitable {
  const service = config.services?.[id] ?? {};
  const at = (...path: readonly (string | number)[]): Finding['path'] => ['services', id, ...path];
  const seen = (rules: readonly Rule[]): Finding[] =>
    rules.flatMap(({ path, when = () => true, text }) => {
      const value = path.reduce<unknown>(
        (map, key) => (map as Record<string, unknown> | null | undefined)?.[key],
        service,
      );
      return value == null || isEmpty(value) || !when(value) ? [] : [{ path: at(...path), text }];
    });
  const unknown = Object.entries(service).filter(
    ([key, value]) =>
      !KNOWN.has(key) && !RULED.has(key) && !key.startsWith('x-') && value != null && !isEmpty(value),
  );
  return {
    refused: [...seen(REFUSED), ...outsideResources(id, config), ...neverHealthy(id, config)],
    cautions: [
      ...seen(CAUTIONS),
      ...unknown.map(([key]) => ({ path: at(key), text: 'is not given to its container' })),
      ...writableMounts(service).map((mount) => ({
        path: at('volumes', mount.index),
        text: `may write into ${mount.source}, on this machine, and nothing puts that back: :ro would keep it`,
      })),
      ...plainVolumes(id, config),
      ...networksOf(id, config),
    ],
  };
}

/** What is made outside of the file: the run has its own of everything, and touches nobody else's. */
function outsideResources(id: string, config: ComposeConfig): Finding[] {
  const service = config.services?.[id];
  const at = (...path: readonly (string | number)[]): Finding['path'] => ['services', id, ...path];
  const volumes = (service?.volumes ?? []).flatMap(({ type, source = '', volume }, i) => {
    if (type !== 'volume' && type !== 'bind' && type !== 'tmpfs')
      return [{ path: at('volumes', i), text: `a mount of the kind ${type} ${WITHOUT}` }];
    if (volume?.subpath !== undefined) {
      const text = `${volume.subpath} would be looked for in ${source}, which is new and empty in a run; leave subpath out`;
      return [{ path: at('volumes', i), text }];
    }
    if (type !== 'volume' || config.volumes?.[source]?.external !== true) return [];
    const text = `${source} is a volume of yours (external): the load would change what is in it; name a volume of the file`;
    return [{ path: at('volumes', i), text }];
  });
  const files = (['secrets', 'configs'] as const).flatMap((kind) =>
    (service?.[kind] ?? []).flatMap(({ source }, i) =>
      config[kind]?.[source]?.file !== undefined
        ? []
        : [{ path: at(kind, i), text: `${source} is no file, and only files can be given; give it a file` }],
    ),
  );
  return [...volumes, ...files];
}

/** Of whom it is waited for to become healthy, and who is never asked. */
function neverHealthy(id: string, { services }: ComposeConfig): Finding[] {
  const needed = Object.entries(services?.[id]?.depends_on ?? {});
  return needed.flatMap(([other, { condition }]) => {
    const check = services?.[other]?.healthcheck;
    const isOff = check?.disable === true || check?.test?.[0] === 'NONE';
    if (condition !== 'service_healthy' || !isOff) return [];
    const text = `${other} is awaited to be healthy, and its health check is switched off: ${id} would never be started; give it one`;
    return [{ path: ['services', id, 'depends_on', other], text }];
  });
}

/** A dependency that is only started: the file lets the service begin before that answers, and so does the lab. */
export function unawaited(config: ComposeConfig, dependencies: readonly string[]): Finding[] {
  return dependencies.flatMap((id) => {
    const service = config.services?.[id];
    const check = service?.healthcheck;
    const hasCheck = check?.test != null && check.disable !== true && check.test[0] !== 'NONE';
    const awaited = Object.values(config.services ?? {}).some(({ depends_on: needs }) =>
      ['service_healthy', 'service_completed_successfully'].includes(needs?.[id]?.condition ?? ''),
    );
    if (hasCheck || awaited) return [];
    const text =
      'has no health check, so nobody can tell when it answers: what needs it is started at once, and may fail or be slow at first; give it a healthcheck, and depends_on the condition service_healthy';
    return [{ path: ['services', id], text }];
  });
}

/** Files, e.g. a socket: folders are refused. */
function writableMounts({ volumes }: ComposeService): { readonly index: number; readonly source: string }[] {
  return (volumes ?? []).flatMap(({ type, source = '', read_only: readOnly }, index) =>
    type === 'bind' && readOnly !== true ? [{ index, source }] : [],
  );
}

/** A driver or options may say where the data is, e.g. on another machine: those of the user are not touched. */
function plainVolumes(id: string, config: ComposeConfig): Finding[] {
  return (config.services?.[id]?.volumes ?? []).flatMap(({ type, source = '' }, i) => {
    const volume = config.volumes?.[source];
    const isPlain = (volume?.driver ?? 'local') === 'local' && isEmpty(volume?.driver_opts ?? {});
    if (type !== 'volume' || isPlain) return [];
    const text = `${source} is a new, empty volume of this machine in a run, whatever driver and options it has`;
    return [{ path: ['services', id, 'volumes', i], text }];
  });
}

function networksOf(id: string, config: ComposeConfig): Finding[] {
  return Object.keys(config.services?.[id]?.networks ?? {}).flatMap((name) => {
    if (name === 'default') return [];
    const text =
      config.networks?.[name]?.external === true
        ? 'is a network of yours: what else is on it cannot be reached from the network of the run'
        : 'all services of a run are on one network, whatever networks the file has';
    return [{ path: ['services', id, 'networks', name], text }];
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
