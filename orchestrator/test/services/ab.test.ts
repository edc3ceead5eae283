import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabHome } from '../e2e/lab-cli.ts';
import { fastifyFolder, packed, serviceUnderGit } from './made-versions.ts';

/**
 * Every file of a folder with its time of change: whether anything in it was written. Of git's objects only
 * which there are: git marks those that it reads as fresh.
 */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) =>
      name.includes('.git/objects') ? name : `${name} ${statSync(join(folder, name)).mtimeMs}`,
    );
}

const SHORT = ['--scenario', 'tiny.yaml', '--rates', '100', '--blocks', '1', '--output', 'json'];
/** What a busy machine may come to: figures, or no valid step. */
const MEASURED = [0, 5];

describe.concurrent('lab ab', () => {
  it('builds two versions of a framework alike, runs them in one run, and leaves nothing', async () => {
    await using home = new LabHome();
    fastifyFolder(home.path('fastify'), '5.98.0');
    packed(fastifyFolder(home.path('newer'), '5.99.0'), home.folder);
    const versions = ['--a', './fastify', '--b', 'fastify-5.99.0.tgz'];
    const env = { LAB_CONTENDERS: '' };
    const { code, stdout, stderr, lab } = await home.lab(['ab', 'fastify', ...versions, ...SHORT], { env });
    expect(MEASURED, stderr).toContain(code);
    const { a, b, areSame } = JSON.parse(stdout);
    expect([areSame, a.id, a.version, b.id, b.version]).toEqual([
      false,
      ...['fastify-5-98-0', '5.98.0', 'fastify-5-99-0', '5.99.0'],
    ]);
    expect(a.source).toMatch(/^folder \.\/fastify \(fastify 5\.98\.0\), sha512-\S+; bundle sha256-/);
    expect(b.source).toMatch(/^tarball fastify-5\.99\.0\.tgz \(fastify 5\.99\.0\), sha512-/);
    const { contenders, launches, steps } = home.record();
    const bySide = contenders.toSorted((x, y) => x.id.localeCompare(y.id));
    expect(bySide.map(({ side, framework }) => [side, framework])).toEqual([
      ['a', { name: 'fastify', version: '5.98.0' }],
      ['b', { name: 'fastify', version: '5.99.0' }],
    ]);
    // Both give the answers of the contract.
    expect(launches.map(({ block, contract }) => [block, contract])).toEqual([
      [1, 'verified'],
      [1, 'verified'],
    ]);
    expect(new Set(steps.map(({ contender }) => contender))).toEqual(new Set([a.id, b.id]));
    expect(readdirSync(join(home.state, 'ab'))).toEqual([]);
    expect(lab.survivors()).toEqual([]);
  });

  it('takes the files as they stand and a commit out of a checkout, and touches neither it nor its .git', async () => {
    await using home = new LabHome();
    const folder = serviceUnderGit(home.path('repository'));
    const before = listing(home.path('repository'));
    const own = ['--command', 'node server.js', '--install', 'node install.js', '--request', 'GET /'];
    const words = [
      'ab',
      ...own,
      '--a',
      '.',
      '--b',
      'HEAD~1',
      '--rates',
      '50',
      '--step',
      '1s',
      '--blocks',
      '1',
    ];
    const { code, stdout, stderr, lab } = await home.lab([...words, '--output', 'json'], {
      env: { INIT_CWD: folder },
    });
    expect(MEASURED, stderr).toContain(code);
    const { a, b } = JSON.parse(stdout);
    expect(a).toMatchObject({ id: 'own-working-tree', version: null });
    expect(a.source).toMatch(/^git working tree at [0-9a-f]{40} with changes, tree [0-9a-f]{40}$/);
    expect(b.source).toMatch(/^git HEAD~1 at [0-9a-f]{40}, tree [0-9a-f]{40}$/);
    const { launches, scenario } = home.record();
    expect(launches.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(scenario.service).toMatchObject({ kind: 'command', cwd: folder });
    expect(listing(home.path('repository'))).toEqual(before);
    expect(existsSync(join(folder, 'installed.txt'))).toBe(false);
    expect(readFileSync(join(folder, 'secret.env'), 'utf8')).toBe('KEY=value\n');
    expect(readdirSync(join(home.state, 'ab'))).toEqual([]);
    expect(lab.survivors()).toEqual([]);
  });
});
