import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ContenderSpec, DockerLaunch, ProcessLaunch } from '../../domain/contender.ts';
import { packageName, readRequirements } from '../../domain/python-requirements.ts';
import type { ContenderService } from './contender-schema.ts';

/** What is said by the runtime that starts it, and so is no setting of the contender. */
const NOT_SETTINGS = ['HOST', 'PORT', 'NODE_ENV'];

/**
 * `base`: the folder of the Compose file, which its paths are relative to; `path`: the file, absolute;
 * `shown`: the file, for people.
 */
export function contenderSpec(
  id: string,
  service: ContenderService,
  { base, path, shown }: { readonly base: string; readonly path: string; readonly shown: string },
): ContenderSpec {
  const lab = service['x-lab'];
  const { name, role, framework, variant, readiness, routes, telemetry, process: asProcess } = lab;
  const entries = Object.entries(service.environment);
  const env = Object.fromEntries(entries.filter(([key]) => NOT_SETTINGS.includes(key)));
  const settings = Object.fromEntries(entries.filter(([key]) => !NOT_SETTINGS.includes(key)));
  return {
    id,
    name,
    role,
    ...(framework
      ? {
          framework: {
            name: framework.name,
            version: frameworkVersion(framework.package, base, asProcess),
            // Of npm: of another world nothing can be exchanged by it.
            ...(framework.package === null || asProcess?.entry === undefined
              ? {}
              : { package: framework.package }),
          },
        }
      : {}),
    ...(variant === undefined ? {} : { variant }),
    launch: {
      ...(asProcess ? { process: processLaunch(asProcess, telemetry, base) } : {}),
      docker: dockerLaunch(id, service, env, path),
    },
    readinessPath: readiness,
    contract: 'framework-lab',
    routes,
    settings,
    source: `${shown}#${id}`,
  };
}

function processLaunch(
  { entry, command, cwd = '.', requirements }: NonNullable<ContenderService['x-lab']['process']>,
  telemetry: boolean,
  base: string,
): ProcessLaunch {
  if (entry !== undefined) return { command: ['node', join(base, entry)], cwd: base, env: {}, telemetry };
  return {
    command: command ?? [],
    cwd: join(base, cwd),
    ...(requirements === undefined ? {} : { requirements: join(base, requirements) }),
    env: {},
    telemetry,
  };
}

function dockerLaunch(
  id: string,
  service: ContenderService,
  env: Readonly<Record<string, string>>,
  file: string,
): DockerLaunch {
  return {
    image: service.image,
    ...(service.build ? { build: { file, service: id } } : {}),
    ...(service.command ? { command: service.command } : {}),
    env,
    port: Number(env['PORT']),
    user: service.user,
    memoryBytes: service.mem_limit,
    pidsLimit: service.pids_limit,
    tmpfs: service.tmpfs ?? [],
    telemetry: service['x-lab'].telemetry,
  };
}

/** Of a Python package what is pinned: nothing else is ever installed. */
function frameworkVersion(
  name: string | null,
  base: string,
  { entry = 'entry', requirements }: NonNullable<ContenderService['x-lab']['process']> = {},
): string {
  if (name === null) return process.version;
  if (requirements === undefined) return installedVersion(name, dirname(join(base, entry)));
  try {
    const { pins } = readRequirements(readFileSync(join(base, requirements), 'utf8'));
    return pins.get(packageName(name)) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** The installed version, not the wanted one: it is what a bundle is made of. */
function installedVersion(name: string, folder: string): string {
  const require = createRequire(join(folder, 'package.json'));
  for (const modules of require.resolve.paths(name) ?? []) {
    try {
      return (require(join(modules, name, 'package.json')) as { version: string }).version;
    } catch {
      // Not in this node_modules; the next one up may have it.
    }
  }
  return 'unknown';
}
