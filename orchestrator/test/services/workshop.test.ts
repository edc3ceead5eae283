import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workshop } from '../../src/adapters/ab/workshop.ts';
import { startGuard } from '../../src/adapters/process/guard.ts';
import { parseVersionAsked } from '../../src/domain/version-asked.ts';
import type { Guard } from '../../src/ports/guard.ts';
import type { OpenWorkshop } from '../../src/ports/workshop.ts';
import { ROOT } from '../e2e/lab-cli.ts';
import { spec } from '../lab/fakes.ts';
import { fastifyFolder, packageJson, packed, serviceUnderGit } from './made-versions.ts';

let folder: string;
let guard: Guard;
let registry: Server;
let service: string;
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-workshop-'));
  guard = startGuard({ stateDir: at('guard') });
  fastifyFolder(at('fastify'), '5.98.0');
  packed(at('fastify'), at('tarballs'));
  packed(packageJson(at('koa'), { name: 'koa', version: '9.9.9' }), at('tarballs'));
  packageJson(at('broken'), { name: 'fastify', version: '5.97.0', main: 'fastify.js' });
  writeFileSync(at('broken', 'fastify.js'), 'module.exports = = 1;\n');
  mkdirSync(at('empty'));
  mkdirSync(at('torn'));
  writeFileSync(at('torn', 'package.json'), '{ "name": "fast');
  mkdirSync(at('bin'));
  symlinkSync(process.execPath, at('bin', 'node'));
  service = serviceUnderGit(at('repository'));
  // It knows one version of fastify, and no other package.
  registry = createServer((request, response) => {
    response.statusCode = request.url === '/fastify' ? 200 : 404;
    const versions = {
      '5.0.0': { name: 'fastify', version: '5.0.0', dist: { tarball: 'http://127.0.0.1:9/x' } },
    };
    response.end(JSON.stringify({ name: 'fastify', 'dist-tags': { latest: '5.0.0' }, versions }));
  });
  await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  registry.close();
  await guard[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** npm with a registry of our own and a cache that has nothing, and otherwise as it is. */
const env = (more: Readonly<Record<string, string>> = {}) => ({
  ...process.env,
  NPM_CONFIG_REGISTRY: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
  NPM_CONFIG_CACHE: at('cache'),
  NPM_CONFIG_FETCH_RETRIES: '0',
  ...more,
});
const opened = (more?: Readonly<Record<string, string>>, cwd = folder): Promise<OpenWorkshop> =>
  workshop({ stateDir: at('state'), root: ROOT, cwd, env: env(more) }).open();
const by = (signal = new AbortController().signal) => ({ guard, progress: () => undefined, signal });
const ENTRY = join(ROOT, 'services/fastify/src/main.ts');

function fastify(made: OpenWorkshop, version: string, side: 'a' | 'b' = 'a') {
  const asked = parseVersionAsked(version, '--a');
  const order = { side, contender: spec('fastify'), packageName: 'fastify', entry: ENTRY, asked };
  return made.buildFramework(order, by());
}
const tree = (made: OpenWorkshop, ref: string, install: readonly string[] | null = null, cwd = service) =>
  made.buildTree({ side: ref === '.' ? 'a' : 'b', cwd, ref, install, results: at('results') }, by());
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason) => reason,
  );
  expect(error?.fix?.length, String(error)).toBeGreaterThan(0);
  return `${error.code} ${error.message} ${error.seen.flat().join(' ')} ${error.fix.join(' ')}`;
};

describe('a version of a framework', () => {
  it('is in the bundle, and no other one; folder and tarball of the same give the same bytes', async () => {
    await using made = await opened();
    const a = await fastify(made, './fastify');
    const b = await fastify(made, './tarballs/fastify-5.98.0.tgz', 'b');
    expect([a.label, b.label, a.content]).toEqual(['5.98.0', '5.98.0', b.content]);
    const code = readFileSync(a.bundle, 'utf8');
    expect(code).toContain('the test of 5.98.0');
    expect(code).not.toContain(folder);
  });

  it.each([
    ['a version there is not', '5.4.3', /^LAB_VERSION_UNKNOWN npm knows no fastify 5\.4\.3\. .*ETARGET/s],
    ['a tag there is not', 'nope', /^LAB_VERSION_UNKNOWN .*No matching version found for fastify@nope/s],
    ['a tarball that is not there', 'x.tgz', /^LAB_VERSION_UNUSABLE .*There is no such file/],
    [
      'a tarball of another package',
      './tarballs/koa-9.9.9.tgz',
      /^LAB_VERSION_UNUSABLE .*It is the package koa/,
    ],
    ['a folder that is not there', './nope', /^LAB_VERSION_UNUSABLE .*There is no such folder/],
    ['a folder without package.json', './empty', /^LAB_VERSION_UNUSABLE .*There is no package\.json/],
    ['a folder with half a package.json', './torn', /^LAB_VERSION_UNUSABLE .*cannot be read/],
    ['a folder of another package', './koa', /^LAB_VERSION_UNUSABLE .*It is the package koa/],
    [
      'one that does not build',
      './broken',
      /^LAB_BUILD_FAILED fastify 5\.97\.0 does not build with services/,
    ],
  ])('%s is a clear error', async (_what, version, says) => {
    await using made = await opened();
    expect(await failure(fastify(made, version))).toMatch(says);
  });

  it('no npm, and no network, are clear errors', async () => {
    await using without = await opened({ PATH: at('bin') });
    expect(await failure(fastify(without, '5.0.0'))).toMatch(/^LAB_INSTALL_FAILED There is no npm/);
    await using offline = await opened({ NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/' });
    expect(await failure(fastify(offline, '5.0.0'))).toMatch(
      /^LAB_INSTALL_FAILED .*ECONNREFUSED.*npm config get/s,
    );
  });
});

describe('a version of a service under git', () => {
  it('is the files as they stand without what git ignores, or those of a commit; installed in the copy', async () => {
    await using made = await opened();
    const a = await tree(made, '.', ['node', 'install.js']);
    expect(readdirSync(a.folder).sort()).toEqual(
      ['.gitignore', 'install.js', 'installed.txt', 'server.js', 'untracked.js'].sort(),
    );
    expect(readFileSync(join(a.folder, 'server.js'))).toEqual(readFileSync(join(service, 'server.js')));
    const b = await tree(made, 'main');
    expect(readdirSync(b.folder)).toEqual(['.gitignore', 'install.js', 'server.js']);
    expect(a.content).not.toBe(b.content);
    const status = execFileSync('git', ['-C', service, 'status', '--porcelain'], { encoding: 'utf8' });
    expect(status).toBe(' M services/api/server.js\n?? services/api/untracked.js\n');
    expect(existsSync(at('repository', '.git', 'worktrees'))).toBe(false);
  });

  it.each([
    [
      'a ref there is not',
      'nope',
      null,
      /^LAB_VERSION_UNKNOWN git knows no commit "nope".*main.*fetch-depth: 0/s,
    ],
    ['a ref like a flag', '--all', null, /^LAB_VERSION_UNKNOWN git knows no commit "--all"/],
    [
      'an install that fails',
      'main',
      ['node', '-e', 'console.error("no such package: x"); process.exit(7)'],
      /^LAB_INSTALL_FAILED .*exit code 7.*no such package: x/s,
    ],
    [
      'an install that is no program',
      'main',
      ['no-such-program'],
      /^LAB_INSTALL_FAILED .*could not be started/,
    ],
  ] as const)('%s is a clear error', async (_what, ref, install, says) => {
    await using made = await opened();
    expect(await failure(tree(made, ref, install))).toMatch(says);
  });

  it('a folder that one of them does not have, no git, and no checkout, are clear errors', async () => {
    await using before = await opened();
    mkdirSync(at('repository', 'new'), { recursive: true });
    const missing = await failure(tree(before, 'main', null, at('repository', 'new')));
    expect(missing).toMatch(/^LAB_VERSION_UNUSABLE There is no new\/ in main/);
    await using without = await opened({ PATH: at('bin') });
    expect(await failure(tree(without, 'main'))).toMatch(/^LAB_INSTALL_FAILED There is no git/);
    await using made = await opened({ GIT_CEILING_DIRECTORIES: folder });
    expect(await failure(tree(made, 'main', null, at('empty')))).toMatch(
      /^LAB_VERSION_UNUSABLE .*finds no checkout/,
    );
  });
});

it('what an interrupted build had made is ended, and removed by whoever comes next', async () => {
  const made = await opened();
  const stop = new AbortController();
  const install = ['node', '-e', 'setInterval(() => {}, 1000)'];
  const order = { side: 'a', cwd: service, ref: 'main', install, results: at('results') } as const;
  const building = made.buildTree(order, by(stop.signal));
  setTimeout(() => stop.abort(new Error('stopped')), 1000);
  await expect(building).rejects.toThrow('stopped');
  const place = at('state', 'ab');
  expect(readdirSync(place)).toHaveLength(1);
  await made[Symbol.asyncDispose]();
  expect(readdirSync(place)).toEqual([]);
  // Of a lab that was killed: its pid runs no more, or is somebody else's by now.
  for (const name of [`${process.pid}-1-0-aa`, '4194999-x-0-bb'])
    mkdirSync(join(place, name, 'a'), { recursive: true });
  mkdirSync(join(place, 'of-somebody-else'));
  const next = await opened();
  expect(next.swept.map((path) => path.slice(place.length + 1)).sort()).toEqual(
    ['4194999-x-0-bb', `${process.pid}-1-0-aa`].sort(),
  );
  expect(readdirSync(place)).toContain('of-somebody-else');
  await next[Symbol.asyncDispose]();
});
