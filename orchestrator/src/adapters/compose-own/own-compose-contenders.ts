import { relative } from 'node:path';
import type { ContenderSpec } from '../../domain/contender.ts';
import { closest } from '../../domain/did-you-mean.ts';
import { valuesWithEnvironment } from '../../domain/environment-values.ts';
import { LabError } from '../../domain/errors.ts';
import type { OwnCompose } from '../../domain/own-service.ts';
import type { OwnStack } from '../../domain/own-stack.ts';
import type { ComposeConfig } from './compose-config.ts';
import { dependencyOrder, needsOf } from './dependency-order.ts';
import { locator } from './locate.ts';
import { ownContainer } from './own-container.ts';
import {
  missingFolders,
  noPort,
  noSuchReset,
  portOf,
  unreadOverride,
  writableFolders,
} from './own-findings.ts';
import { sourceOf } from './own-source.ts';
import { readComposeConfig } from './read-compose-config.ts';
import { unawaited, unsuitable } from './unsuitable.ts';

export interface OwnComposeOrder {
  readonly service: OwnCompose;
  /** The services to load. */
  readonly ids: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the user is. */
  readonly cwd: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Services of somebody's own Compose file as contenders, each with what it depends on. Throws
 * LAB_COMPOSE_MISSING, LAB_COMPOSE_INVALID, LAB_CONTENDER_UNKNOWN, and LAB_COMPOSE_UNSUITABLE with
 * everything that the lab cannot honour, by line.
 */
export async function ownComposeContenders({
  service,
  ids,
  env,
  cwd,
  signal,
}: OwnComposeOrder): Promise<readonly ContenderSpec[]> {
  const { file } = service;
  const variables = valuesWithEnvironment(service.env, env, 'the Compose file');
  const { config, warnings } = await readComposeConfig(file, { ...env, ...variables }, signal);
  const known = Object.keys(config.services ?? {});
  for (const id of ids) if (!known.includes(id)) throw unknownService(id, file, known);

  const dependencies = [...new Set(ids.flatMap((id) => needsOf(config.services ?? {}, id)))];
  const involved = [...new Set([...ids, ...dependencies])];
  const { refused, cautions } = unsuitable(config, involved);
  const problems = [
    ...refused,
    ...missingFolders(config, involved),
    ...writableFolders(config, involved),
    ...ids.flatMap((id) => noPort(service, config, id)),
    ...noSuchReset(service, ids, config),
  ];
  const shown = shownPath(file, cwd);
  const locate = await locator(file, shown);
  if (problems.length > 0) throw notSuitable(shown, problems.map(locate));

  const from = { file, ...(Object.keys(variables).length > 0 ? { variables } : {}) };
  const override = unreadOverride(file);
  const told = [
    ...(override === null
      ? []
      : [
          `${shown}: ${override} beside it is not read; docker compose config > bench.yml has both in one file`,
        ]),
    ...warnings.map((text) => `${shown}: Docker Compose says: ${text}`),
    ...[...cautions, ...unawaited(config, dependencies)].map(locate),
  ];
  return ids.map((id) => {
    const own = stackOf(id, config, from, service);
    const spec = specOf(id, service, own, portOf(service, config, id) ?? 0);
    return { ...spec, source: sourceOf(shown, id, own), cautions: told };
  });
}

/** As the user would name it. */
function shownPath(file: string, cwd: string): string {
  const below = relative(cwd, file);
  return below.startsWith('..') ? file : below;
}

function stackOf(
  id: string,
  config: ComposeConfig,
  from: Parameters<typeof ownContainer>[2],
  { reset }: OwnCompose,
): OwnStack {
  return {
    container: ownContainer(id, config, from),
    dependencies: dependencyOrder(config.services ?? {}, id).map((needed) => ({
      container: ownContainer(needed.id, config, from),
      awaited: needed.awaited,
    })),
    reset: reset?.service == null ? null : { service: reset.service, command: reset.command },
  };
}

function specOf(
  id: string,
  { readinessPath }: OwnCompose,
  own: OwnStack,
  port: number,
): Omit<ContenderSpec, 'source'> {
  const { image, build, command, env, memoryBytes, pidsLimit, tmpfs } = own.container;
  const launch = {
    image,
    ...(build === undefined ? {} : { build }),
    ...(command === undefined ? {} : { command }),
    ...{ env, port, memoryBytes, pidsLimit, tmpfs },
    telemetry: false,
    own,
  };
  return { id, name: id, role: 'contender', launch: { docker: launch }, readinessPath, settings: {} };
}

function unknownService(id: string, file: string, known: readonly string[]): LabError {
  const near = closest(id, known);
  return new LabError('LAB_CONTENDER_UNKNOWN', `There is no service "${id}" in ${file}.`, {
    seen: [['there are', known.join(', ')]],
    fix: [
      near === null ? `name some of those: --only ${known.slice(0, 2).join(',')}` : `did you mean ${near}?`,
    ],
  });
}

function notSuitable(file: string, problems: readonly string[]): LabError {
  return new LabError('LAB_COMPOSE_UNSUITABLE', `${file} asks for what a run cannot give.`, {
    seen: problems.map((problem) => ['problem', problem] as const),
    fix: [
      'change these lines, or write a second file that leaves them out and include or extend yours: docs/OWN-COMPOSE.md',
    ],
  });
}
