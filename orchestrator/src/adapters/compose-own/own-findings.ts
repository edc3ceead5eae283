import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { OwnCompose } from '../../domain/own-service.ts';
import type { Finding } from '../compose/finding.ts';
import type { ComposeConfig } from './compose-config.ts';
import { dependencyOrder } from './dependency-order.ts';
import { portsOf } from './own-port.ts';

/** Of the services of a file, what is wrong on this machine or with what the lab was asked. */

/** Compose would make an empty folder there, as root, and leave it. */
export function missingFolders(config: ComposeConfig, ids: readonly string[]): Finding[] {
  return ids.flatMap((id) => {
    const service = config.services?.[id];
    const folders = (service?.volumes ?? []).map(({ type, source }) =>
      type === 'bind' ? source : undefined,
    );
    const files = (['secrets', 'configs'] as const).map(
      (kind) => [kind, (service?.[kind] ?? []).map(({ source }) => config[kind]?.[source]?.file)] as const,
    );
    return [['volumes', folders] as const, ...files].flatMap(([key, sources]) =>
      sources.flatMap((source, i) =>
        source === undefined || existsSync(source)
          ? []
          : [{ path: ['services', id, key, i], text: `there is no ${source} on this machine; make it` }],
      ),
    );
  });
}

const OVERRIDES = ['compose', 'docker-compose'].flatMap((stem) =>
  ['yml', 'yaml'].map((ending) => `${stem}.override.${ending}`),
);

/** Compose reads one beside a file that it finds by itself, and not beside one that it is given; null: there is none. */
export function unreadOverride(file: string): string | null {
  if (!/^(docker-)?compose\.ya?ml$/.test(basename(file))) return null;
  return OVERRIDES.find((name) => existsSync(join(dirname(file), name))) ?? null;
}

/** The load would change what is in them, a reset would throw it away, and nobody could put it back. */
export function writableFolders(config: ComposeConfig, ids: readonly string[]): Finding[] {
  return ids.flatMap((id) =>
    (config.services?.[id]?.volumes ?? []).flatMap(({ type, source = '', read_only: readOnly }, i) => {
      if (type !== 'bind' || readOnly === true) return [];
      if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
      const text = `may write into ${source}, a folder of yours: the load would change what is in it; name a volume of the file instead, or add :ro`;
      return [{ path: ['services', id, 'volumes', i], text }];
    }),
  );
}

/** The port that was named, or the only one that a service says it has; null: nobody can tell. */
export function portOf({ port }: OwnCompose, { services }: ComposeConfig, id: string): number | null {
  const [only, ...others] = portsOf(services?.[id] ?? {});
  return port ?? (others.length === 0 ? (only ?? null) : null);
}

export function noPort(service: OwnCompose, config: ComposeConfig, id: string): Finding[] {
  if (portOf(service, config, id) !== null) return [];
  const ports = portsOf(config.services?.[id] ?? {});
  const text =
    ports.length === 0
      ? 'says nothing of where it listens; give it expose, or name the port: --port 3000'
      : `has ${ports.join(' and ')}; say which of them is asked: --port ${ports[0]}`;
  return [{ path: ['services', id, ...(ports.length === 0 ? [] : ['ports'])], text }];
}

export function noSuchReset({ reset }: OwnCompose, ids: readonly string[], config: ComposeConfig): Finding[] {
  if (reset === null) return [];
  const { service } = reset;
  if (service === null) {
    const text =
      'the reset command has to run in a service that they depend on; say in which: reset: { service: db, command: … }';
    return [{ path: ['services'], text }];
  }
  return ids.flatMap((id) => {
    const needed = dependencyOrder(config.services ?? {}, id).find((one) => one.id === service);
    if (needed !== undefined && needed.awaited !== 'completed') return [];
    const text =
      needed === undefined
        ? `the reset command is to run in ${service}, on which ${id} does not depend; add it there, or name another service`
        : `the reset command is to run in ${service}, which has come to its end by then (service_completed_successfully); name a service that goes on`;
    return [{ path: ['services', id, 'depends_on'], text }];
  });
}
