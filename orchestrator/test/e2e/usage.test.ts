import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectNoStack, jsonOf, LabHome, ROOT, SLOW } from './lab-cli.ts';

let home: LabHome;
beforeAll(() => {
  home = new LabHome();
});
afterAll(() => home[Symbol.asyncDispose]());

const RUN = ['run', '--scenario', 'tiny.yaml'];
const ATTACK = ['attack', 'http://127.0.0.1:9/'];

type Case = readonly [
  what: string,
  args: readonly string[],
  want: { readonly code: string; readonly exit?: number; readonly says?: readonly (string | RegExp)[] },
  env?: Readonly<Record<string, string>>,
];

const CASES: readonly Case[] = [
  [
    'an unknown scenario',
    ['--scenario', 'smok'],
    { code: 'LAB_SCENARIO_UNKNOWN', says: ['did you mean --scenario smoke?'] },
  ],
  [
    'a scenario file that is not there',
    ['--scenario', 'nix.yaml'],
    { code: 'LAB_SCENARIO_UNKNOWN', says: ['nix.yaml', 'ENOENT'] },
  ],
  ['no scenario', ['run'], { code: 'LAB_USAGE', says: ['--scenario smoke'] }],
  [
    'an unknown contender',
    [...RUN, '--only', 'work'],
    { code: 'LAB_CONTENDER_UNKNOWN', says: ['did you mean works?'] },
  ],
  [
    'an unknown flag',
    [...RUN, '--blokcs', '3'],
    { code: 'LAB_FLAG_UNKNOWN', says: ['did you mean --blocks?'] },
  ],
  ['an unknown command', ['docter'], { code: 'LAB_USAGE', says: ['did you mean doctor?'] }],
  ['a scenario as a bare word', ['smoke'], { code: 'LAB_USAGE', says: ['--scenario smoke'] }],
  [
    'a bare word after run',
    ['run', 'smoke'],
    { code: 'LAB_USAGE', says: ['--scenario smoke', /got 1: smoke\.$/m] },
  ],
  ['a flag without its value', ['run', '--scenario'], { code: 'LAB_USAGE' }],
  ['a rate of 0', [...RUN, '--rates', '0'], { code: 'LAB_RATE_INVALID', says: ['"0"'] }],
  ['a rate of -1', [...RUN, '--rates', '-1'], { code: 'LAB_RATE_INVALID', says: ['"-1"'] }],
  ['a rate that is no number', [...RUN, '--rates', '100,NaN'], { code: 'LAB_RATE_INVALID', says: ['"NaN"'] }],
  [
    'a rate of 1e12',
    [...RUN, '--rates', '1e12'],
    { code: 'LAB_RATE_INVALID', says: ['"1e12"', '1,000,000'] },
  ],
  [
    'a duration without a unit',
    [...RUN, '--step', '30'],
    { code: 'LAB_DURATION_INVALID', says: ['did you mean 30s?'] },
  ],
  ['a step of no length', [...RUN, '--step', '0s'], { code: 'LAB_DURATION_INVALID' }],
  [
    'a step too short to judge',
    [...RUN, '--step', '900ms'],
    { code: 'LAB_DURATION_INVALID', says: ['at least 1 s'] },
  ],
  [
    'a timeout beyond the histograms',
    [...RUN, '--timeout', '61s'],
    { code: 'LAB_DURATION_INVALID', says: ['at most 60 s'] },
  ],
  [
    'a CPU outside the machine',
    [...RUN, '--server-cpus', '4000'],
    { code: 'LAB_CPUS_INVALID', says: ['4000', 'usable here'] },
  ],
  [
    'CPU lists that overlap',
    [...RUN, '--server-cpus', '0', '--load-cpus', '0'],
    { code: 'LAB_CPUS_INVALID', says: ['must not share'] },
  ],
  ['a CPU list that cannot be read', [...RUN, '--load-cpus', '1-'], { code: 'LAB_CPUS_INVALID' }],
  ['an objective that cannot be read', [...RUN, '--slo', 'p99<50'], { code: 'LAB_OBJECTIVE_INVALID' }],
  ['an output mode that is not there', [...RUN, '--output', 'xml'], { code: 'LAB_VALUE_INVALID' }],
  [
    'a runtime that is not there',
    [...RUN, '--runtime', 'podman'],
    { code: 'LAB_VALUE_INVALID', says: ['auto, docker, process'] },
  ],
  [
    'k6 without its image',
    [...RUN, '--generator', 'k6'],
    { code: 'LAB_GENERATOR_UNAVAILABLE', exit: 3, says: ['--runtime docker'] },
  ],
  [
    'a bad value in the environment',
    RUN,
    { code: 'LAB_RATE_INVALID', says: ['LAB_RATES=0'] },
    { LAB_RATES: '0' },
  ],
  [
    'a switch in the environment that is neither yes nor no',
    RUN,
    { code: 'LAB_VALUE_INVALID', says: ['LAB_STRICT=maybe'] },
    { LAB_STRICT: 'maybe' },
  ],
  [
    'a catalogue that is not there',
    RUN,
    { code: 'LAB_CATALOGUE_INVALID', says: ['nix.yaml', 'LAB_CONTENDERS'] },
    { LAB_CONTENDERS: 'nix.yaml' },
  ],
  ['nothing to resume', [...RUN, '--resume'], { code: 'LAB_RUN_UNKNOWN' }],
  ['a run to resume that is not there', [...RUN, '--resume', '20261123'], { code: 'LAB_RUN_UNKNOWN' }],
  ['an attack on no URL', ['attack', 'localhost'], { code: 'LAB_URL_INVALID' }],
  ['an attack by another protocol', ['attack', 'ftp://127.0.0.1/'], { code: 'LAB_URL_INVALID' }],
  [
    'a password with a stray percent sign',
    ['attack', 'http://me:%zz@127.0.0.1/'],
    { code: 'LAB_URL_INVALID' },
  ],
  ['an attack at no rate', [...ATTACK, '--rate', '0'], { code: 'LAB_RATE_INVALID' }],
  ['an attack of no known length', [...ATTACK, '--duration', '10'], { code: 'LAB_DURATION_INVALID' }],
  ['a header that is none', [...ATTACK, '--header', 'nonsense'], { code: 'LAB_VALUE_INVALID' }],
  ['two bodies', [...ATTACK, '--body', 'a', '--body-file', 'b'], { code: 'LAB_USAGE' }],
  [
    'a body file that is not there',
    [...ATTACK, '--body-file', 'nix'],
    { code: 'LAB_USAGE', says: ['ENOENT'] },
  ],
  [
    'a public address',
    ['attack', 'http://192.0.2.1/'],
    { code: 'LAB_HOST_NOT_ALLOWED', says: ['192.0.2.1', 'reason', '--i-may-load-this-host'] },
  ],
  [
    'a name without an address',
    ['attack', 'http://no-such-host.invalid/'],
    { code: 'LAB_HOST_UNRESOLVED', exit: 3 },
  ],
];

describe.concurrent('a command line that cannot be used', SLOW, () => {
  for (const [what, args, want, env = {}] of CASES) {
    it(what, async () => {
      const ended = await home.lab(args, { env });
      expectError(ended, { exit: 2, ...want });
      expect(ended.stdout).toBe('');
      expect(home.runs()).toEqual([]);
    });
  }

  it('is one document on stdout with --output json, and the words on stderr', async () => {
    const ended = await home.lab([...RUN, '--rates', '0', '--output', 'json']);
    expectError(ended, { exit: 2, code: 'LAB_RATE_INVALID' });
    expect(jsonOf(ended.stdout)).toMatchObject({ kind: 'error', code: 'LAB_RATE_INVALID', exitCode: 2 });
  });

  it('shows a stack when it is asked for one', async () => {
    const { stderr } = await home.lab([...RUN, '--rates', '0', '--verbose']);
    expect(stderr).toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });
});

describe.concurrent('a scenario file that is malformed', SLOW, () => {
  const good = 'contenders: [works]\nrates: [100]\nstep: { duration: 1s }\nwarmUp: { rate: 100 }\n';
  const requests = 'requests: [{ name: a, path: /api/dummy }]\n';
  const broken: readonly [what: string, text: string, line: number, key: string][] = [
    ['YAML that is none', `${good}requests: [{ name: a\n`, 6, ''],
    ['a key that does not exist', `${good}conections: 4\n${requests}`, 5, 'conections'],
    ['a rate of 0', good.replace('[100]', '[100, 0]') + requests, 2, 'rates'],
    ['a duration without a unit', good.replace('1s', '30') + requests, 3, 'step.duration'],
    ['no requests', good, 1, 'requests'],
  ];
  it.each(broken)('%s: file, line and key', async (what, text, line, key) => {
    const file = `${what.replaceAll(' ', '-')}.yaml`;
    writeFileSync(home.path(file), text);
    const ended = await home.lab(['--scenario', file]);
    expect(ended.stderr).toContain('✗ LAB_SCENARIO_INVALID  ');
    expect(ended.stderr).toContain(`${file}, line ${line}`);
    expect(ended.stderr).toContain(key);
    expectNoStack(ended.stderr);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
  });
});

describe.concurrent('npm run lab', SLOW, () => {
  const npm = (words: readonly string[]) => ({
    through: () => ['npm', 'run', '-s', 'lab', '--prefix', ROOT, ...words],
  });

  it('says which line was meant when npm has swallowed the flags', async () => {
    const ended = await home.lab([], npm(['--scenario', 'ramp', '--blocks=2']));
    expectError(ended, { exit: 2, code: 'LAB_FLAGS_SWALLOWED' });
    const fix = /fix +(npm run lab -- .*)/.exec(ended.stderr)?.[1] ?? '';
    expect(fix.split(' ').slice(4)).toEqual(expect.arrayContaining(['--scenario', 'ramp', '--blocks', '2']));
    expect(ended.stdout).toBe('');
  });

  it('passes on what stands after --, and the exit code', async () => {
    const dry = await home.lab([], npm(['--', '--scenario', 'ramp', '--dry-run', '--only', 'koa']));
    expect(dry).toMatchObject({ code: 2 });
    expect(dry.stderr).toContain('There is no contender "koa"');
  });
});

describe.concurrent('the ways in', SLOW, () => {
  it('shows three examples without arguments', async () => {
    const { stdout, stderr, code } = await home.lab([]);
    expect(stdout.match(/^ {2}npm run (-s )?lab -- (--scenario|attack)/gm)).toHaveLength(3);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it.each(['run', 'attack', 'init', 'doctor', 'list', 'rejudge', 'compare', 'ab', 'clean'])(
    '%s --help names every flag',
    async (command) => {
      const { stdout, stderr, code } = await home.lab([command, '--help']);
      expect(stdout).toContain(`Usage: lab ${command}`);
      for (const flag of ['--output', '--no-color', '--verbose', '--help']) expect(stdout).toContain(flag);
      expect(stdout).not.toMatch(/default: (\[\]|false)/);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      expect([stderr, code]).toEqual(['', 0]);
    },
  );

  it('lists the commands, says the version, and leads to the exit codes', async () => {
    const help = await home.lab(['--help']);
    for (const command of ['run', 'attack', 'doctor', 'list', 'rejudge', 'compare', 'clean']) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(help.stdout).toContain('docs/ERRORS.md');
    const version = await home.lab(['--version']);
    expect(version).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe.concurrent('--dry-run', SLOW, () => {
  it('prints the steps and the worst case, and starts and writes nothing', async () => {
    const { stdout, stderr, code, lab } = await home.lab([...RUN, '--dry-run', '--seed', '7']);
    expect(stdout).toMatch(/100\/s for 1 s[\s\S]*200\/s for 1 s/);
    expect(stdout).toMatch(/at most|worst/);
    expect([stderr, code]).toEqual(['', 0]);
    expect(lab.survivors()).toEqual([]);
    expect(home.runs()).toEqual([]);
  });

  it('takes a flag before the environment before the scenario', async () => {
    const env = { LAB_RATES: '300', LAB_BLOCKS: '2', LAB_SCENARIO: 'tiny.yaml' };
    const { stdout, code } = await home.lab(['--rates', '400', '--dry-run', '--output', 'json'], { env });
    expect(code).toBe(0);
    expect(jsonOf(stdout)).toMatchObject({
      scenario: { policy: { ratesPerSec: [400] }, blocks: 2, step: { durationS: 1 } },
      launches: [
        { contender: 'works', block: 1 },
        { contender: 'works', block: 2 },
      ],
    });
  });
});
