import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ContenderSpec, DockerLaunch, ProcessLaunch } from '../../domain/contender.ts';
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
  const folder = dirname(join(base, asProcess?.entry ?? 'entry'));
  return {
    id,
    name,
    role,
    ...(framework
      ? {
          framework: {
            name: framework.name,
            version: frameworkVersion(framework.package, folder),
            ...(framework.package === null ? {} : { package: framework.package }),
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
  { entry, command, cwd = '.' }: NonNullable<ContenderService['x-lab']['process']>,
  telemetry: boolean,
  base: string,
): ProcessLaunch {
  if (entry !== undefined) return { command: ['node', join(base, entry)], cwd: base, env: {}, telemetry };
  return { command: command ?? [], cwd: join(base, cwd), env: {}, telemetry };
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

/** The installed version, not the wanted one: it is what a bundle is made of. */
function frameworkVersion(name: string | null, folder: string): string {
  if (name === null) return process.version;
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
