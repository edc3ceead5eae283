import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { OpenWorkshop, Workshop } from '../../src/ports/workshop.ts';
import { inMemoryLab, type World } from '../app/in-memory-lab.ts';
import { scenario, spec } from '../lab/fakes.ts';
import { commandLine } from './in-memory-cli.ts';

const FASTIFY: ContenderSpec = {
  ...spec('fastify'),
  name: 'Fastify',
  framework: { name: 'fastify', version: '5.12.8', package: 'fastify' },
  launch: { process: { command: ['node', '/lab/main.ts'], cwd: '/lab', env: {}, telemetry: true } },
};
const SHORT = {
  ...scenario,
  policy: { kind: 'ladder', ratesPerSec: [200], stopAfterFailed: 2 },
  step: { durationS: 1, leadInS: 1 },
} as const;
let results: string;
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-ab-'));
});
afterAll(() => rmSync(results, { recursive: true, force: true }));

/** Builds nothing; says in which order it was asked, and whether it was closed. */
function workshop(said: string[]): Workshop {
  const open: OpenWorkshop = {
    swept: ['/state/ab/1'],
    buildFramework: async ({ side, asked }) => {
      const label = asked.kind === 'npm' ? asked.version : '5.12.8';
      said.push(`${side} ${asked.kind} ${label}`);
      return { label, source: `npm fastify@${label}`, content: label, bundle: `/state/${label}.mjs` };
    },
    buildTree: async ({ side, ref, install, cwd }) => {
      said.push([side, ref, cwd, ...(install ?? [])].join(' '));
      return {
        label: ref === '.' ? 'working tree' : ref,
        source: `git ${ref}`,
        content: ref,
        folder: `/${side}`,
      };
    },
    [Symbol.asyncDispose]: async () => void said.push('closed'),
  };
  return { open: async () => open, sweep: async () => [] };
}

/** `ab` on a machine where every version costs what `world` says. */
async function ab(words: readonly string[], world: World = {}, env: Readonly<Record<string, string>> = {}) {
  const built: string[] = [];
  const lab = inMemoryLab({ ...world, scenario: SHORT });
  const app = {
    ...lab,
    workshop: workshop(built),
    contenders: { list: async () => [FASTIFY, spec('node-http')] },
    ownContenders: async (_: unknown, ids: readonly string[]) => ids.map(spec),
  };
  return { ...(await commandLine(app, ['ab', ...words, '--out', results], env)), built };
}

const VERSIONS = ['fastify', '--a', '5.12.8', '--b', '5.11.0'];
/** CPU-µs per request by version, with 1 % of noise of the launch; later launches may cost something else. */
const costing = (a: number, b: number, laterB = b): World => ({
  costUs: (id, launch) =>
    (id.includes('5-12-8') ? a : launch > 10 ? laterB : b) * (1 + 0.01 * Math.sin(3 * launch)),
});
const GATE = ['--gate', 'cpuUsPerRequest<=+3%'];

describe('two versions of a framework', () => {
  it('are built, measured in five blocks of one run, and removed; b is told against a', async () => {
    const { code, stdout, stderr, built } = await ab(VERSIONS, costing(50, 60));
    expect([code, built]).toEqual([0, ['a npm 5.12.8', 'b npm 5.11.0', 'closed']]);
    expect(stderr).toContain('an earlier ab had left /state/ab/1; it was removed');
    expect(stdout).toMatch(/b, Fastify 5\.11\.0, against a, Fastify 5\.12\.8\n/);
    expect(stdout).toMatch(
      /\nfastify-5-11-0 uses 1\.2[01] × the CPU of fastify-5-12-8 per request \(1\.1\d to 1\.2\d\), at 200\/s in 5 blocks\./,
    );
    expect(stdout).toContain('b, fastify-5-11-0: npm fastify@5.11.0');
  });

  it('are two contenders in the record, and a word says where both are the same', async () => {
    const same = ['fastify', '--a', '5.12.8', '--b', '5.12.8', '--output', 'json', '--blocks', '2'];
    const { stdout } = await ab(same, costing(50, 50));
    const { a, b, changes, kind, areSame } = JSON.parse(stdout);
    expect([kind, areSame, a.id, b.id, b.version]).toEqual([
      'ab',
      true,
      'fastify-5-12-8-a',
      'fastify-5-12-8-b',
      '5.12.8',
    ]);
    expect(changes).toMatchObject([{ contender: b.id, against: a.id, blocks: { a: 2, b: 2 } }]);
  });

  it.each([
    ['passes', costing(50, 50), 0],
    ['fails', costing(50, 60), 6],
    ['stays undecided', costing(50, 51.4), 8],
  ] as const)('a gate %s', async (_what, world, exit) => {
    const { code, stdout } = await ab([...VERSIONS, ...GATE, '--no-confirm'], world);
    expect(stdout).not.toContain('are the same, byte');
    expect([code, stdout]).toEqual([exit, expect.stringContaining('gate cpuUsPerRequest<=+3%:')]);
    if (exit === 8) expect(stdout).toMatch(/about \d+ blocks would decide/);
  });

  it('a gate that would fail is looked at again, with the same builds', async () => {
    const failed = await ab([...VERSIONS, ...GATE], costing(50, 60));
    expect([failed.code, failed.built]).toEqual([6, ['a npm 5.12.8', 'b npm 5.11.0', 'closed']]);
    expect(failed.stdout).toMatch(
      /confirming run \S+, of the same builds as \S+:\nfastify-5-11-0 uses 1\.2[01] ×/,
    );
    expect(failed.stdout).toContain('failed, in both looks');
    const passed = await ab([...VERSIONS, ...GATE, '--github'], costing(50, 60, 50));
    expect([passed.code, passed.stdout]).toEqual([0, expect.stringContaining('did not fail again')]);
    expect(passed.stdout).toMatch(/^## b, Fastify/);
  });

  it('load on the CPUs of the server decides no gate', async () => {
    const { code, stdout } = await ab([...VERSIONS, ...GATE], { ...costing(50, 60), machine: { cpus: [0] } });
    expect([code, stdout]).toEqual([8, expect.stringContaining('undecided; load and server shared CPUs')]);
  });

  it('are not resumed and not made again from the record: what was built is gone', async () => {
    const { stdout } = await ab([...VERSIONS, '--output', 'json', '--blocks', '1'], costing(50, 60));
    const { run } = JSON.parse(stdout);
    const lab = inMemoryLab({ scenario });
    for (const words of [
      ['run', '--resume', run],
      ['reproduce', run],
    ]) {
      const { code, stderr } = await commandLine(lab, [...words, '--out', results]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('two versions that ab had built')]);
    }
  });
});

describe('two versions of a service', () => {
  const OWN = ['--command', 'node server.js', '--a', 'main', '--b', '.', '--blocks', '1'];

  it('are installed where they were copied to, and run under the names of their refs', async () => {
    const words = [...OWN, '--install', "npm ci 'a b'", '--request', 'GET /x', '--output', 'json'];
    const { stdout, built } = await ab(words);
    expect(built).toEqual(['a main / npm ci a b', 'b . / npm ci a b', 'closed']);
    expect(JSON.parse(stdout)).toMatchObject({
      a: { id: 'own-main' },
      b: { id: 'own-working-tree', version: null },
    });
  });

  it('come next by the same command, not by one of a run', async () => {
    const { stdout } = await ab([...OWN, '--request', 'GET /x']);
    expect(stdout).toMatch(
      /next {3}npm run lab -- ab --command .* --a main --b \. .* --blocks 5 {4}for an interval/,
    );
  });
});

it.each([
  ['nothing to compare', ['--a', '1', '--b', '2'], 'LAB_USAGE  Nothing was named'],
  ['both kinds', [...VERSIONS, '--command', 'x'], 'fastify is a contender, and a service of your own'],
  [
    'an install of a framework',
    [...VERSIONS, '--install', 'npm ci'],
    '--install is of a service of your own',
  ],
  ['one side only', ['fastify', '--a', '1'], '--b'],
  ['an unknown contender', ['fastfy', '--a', '1', '--b', '2'], 'did you mean fastify?'],
  ['a contender without a package', ['node-http', '--a', '1', '--b', '2'], '--command'],
  ['no version', ['fastify', '--a', 'npm:koa@3', '--b', '2'], 'LAB_VALUE_INVALID  --a is no version'],
  ['docker', [...VERSIONS, '--runtime', 'docker'], 'leave out --runtime docker'],
  ['a gate that names a contender', [...VERSIONS, '--gate', 'a.cpuUsPerRequest<=+3%'], 'it is b against a'],
  ['a capacity there is not', [...VERSIONS, '--gate', 'capacity>=-3%'], 'LAB_GATE_INVALID'],
  ['a shell', ['--command', 'a && b', '--a', '.', '--b', 'x'], 'needs a shell'],
] as const)('%s is a clear error, and nothing is built', async (_what, words, text) => {
  const { code, stderr, built } = await ab(words);
  expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
  expect(stderr).toMatch(/^ {2}fix +\S/m);
  expect(built.filter((line) => line !== 'closed')).toEqual([]);
});
