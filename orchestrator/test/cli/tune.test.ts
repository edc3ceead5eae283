import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { parseRunRecord } from '../../src/domain/run-schema.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { inMemoryLab, type World } from '../app/in-memory-lab.ts';
import { scenario } from '../lab/fakes.ts';
import { commandLine } from './in-memory-cli.ts';

const SCENARIO: Scenario = {
  ...scenario,
  contenders: ['a'],
  blocks: 1,
  policy: { kind: 'ladder', ratesPerSec: [1000], stopAfterFailed: 1 },
};
/** Recycling costs a third more. */
const WORLD: World = {
  scenario: SCENARIO,
  settings: { WORKERS: 'auto', MAX_REQUESTS: '0' },
  costUs: (contender, launch) =>
    (contender.endsWith('max-requests-1000') ? 66 : 50) * (1 + 0.01 * Math.sin(launch)),
};

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-tune-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const lab = (words: readonly string[]) => commandLine(inMemoryLab(WORLD), [...words, '--out', results]);
const latest = (): RunRecord =>
  parseRunRecord(JSON.parse(readFileSync(join(results, 'latest', 'run.json'), 'utf8')));
const TUNE = ['tune', 'a', '--workers', '1,2', '--max-requests', '0,1000'];

it('is an ordinary run that says which settings matter, and says so again', async () => {
  const { code, stdout, stderr } = await lab(TUNE);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('maxRequests matters: 1000 against 0: 1.32 × the CPU per request (1.3');
  expect(stdout).toContain('workers is auto without tune');
  const record = latest();
  expect(record).toMatchObject({
    state: 'finished',
    tuning: { of: 'a' },
    scenario: { contenders: ['a'], blocks: 3 },
  });
  expect(record.launches).toHaveLength(12);
  expect(record.contenders.every(({ variantOf }) => variantOf === 'a')).toBe(true);
  expect(record).not.toHaveProperty('set');

  const again = await lab(['tune', '--of', 'latest', '--output', 'json']);
  expect(JSON.parse(again.stdout)).toMatchObject({
    kind: 'tuning',
    run: record.id,
    settings: [{ setting: 'workers' }, { setting: 'maxRequests', matters: 'yes', against: '0' }],
  });
  const markdown = await lab(['tune', '--of', record.id, '--github']);
  expect(markdown.stdout).toContain('| maxRequests | 1000 | 0 | 1.32×');
  expect((await lab(['list'])).stdout).toContain(record.id);
});

it('refuses a service of somebody: its settings are not known', async () => {
  const service = { kind: 'command', command: ['node'], cwd: '/', port: null, env: {}, readinessPath: '/' };
  const own = { ...SCENARIO, service } as unknown as Scenario;
  const { code, stderr } = await commandLine(inMemoryLab({ ...WORLD, scenario: own }), [
    ...TUNE,
    '--out',
    results,
  ]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('is of a service of its own')]);
});

it('goes on after an interruption, and is made again by reproduce', async () => {
  await lab([...TUNE, '--set', 'workers=3', '--set', 'a.maxRequests=9', '--output', 'json']);
  const whole = latest();
  expect(whole.set).toEqual([
    { contender: null, setting: 'workers', value: '3' },
    { contender: 'a', setting: 'maxRequests', value: '9' },
  ]);
  expect(whole.tuning?.settings.map(({ own }) => own)).toEqual(['3', '9']);
  const half = { ...whole, state: 'interrupted', launches: whole.launches.slice(0, 6) };
  const kept = new Set(half.launches.map(({ launch }) => launch));
  const steps = whole.steps.filter(({ launch }) => kept.has(launch));
  writeFileSync(join(results, whole.id, 'run.json'), JSON.stringify({ ...half, steps }));
  const resumed = await lab(['--resume']);
  expect(resumed.code, resumed.stderr).toBe(0);
  const order = ({ launches }: RunRecord) => launches.map(({ contender, block }) => [contender, block]);
  expect(latest().id).toBe(whole.id);
  expect(order(latest())).toEqual(order(whole));

  const reproduced = await lab(['reproduce', whole.id]);
  expect(reproduced.stderr).not.toContain('LAB_');
  const rerun = latest();
  expect(rerun).toMatchObject({ reproduces: whole.id, set: whole.set, tuning: whole.tuning });
  expect(order(rerun)).toEqual(order(whole));
});

it('two runs of which one set something are compared across it only', async () => {
  const ids: string[] = [];
  for (const words of [[], ['--set', 'a.workers=2'], ['--set', 'workers=2']]) {
    await lab(['run', '--scenario', 'ramp', '--blocks', '2', '--output', 'json', ...words]);
    ids.push(latest().id);
  }
  const [without = '', one = '', all = ''] = ids;
  const refused = await lab(['compare', without, one]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/workers of a +auto and 2/)]);
  const across = await lab(['compare', without, one, '--across']);
  expect(across.stdout).toContain('! compared across: workers of a differs: auto and 2.');
  // However it was said.
  expect((await lab(['compare', one, all])).code).toBe(0);
});

it('its help names every setting and fits a terminal', async () => {
  const { stdout } = await lab(['tune', '--help']);
  for (const flag of [
    '--workers',
    '--worker-connections',
    '--max-requests-jitter',
    '--rates',
    '--of',
    '--set',
  ])
    expect(stdout).toContain(`${flag} <`);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  // Whose load it is, the argument says.
  expect(stdout).not.toContain('--only <');
});

it('what it cannot do is said before anything starts', async () => {
  for (const [words, says] of [
    [['tune'], 'No contender was named'],
    [['tune', 'a'], 'No setting was named'],
    [['tune', '--of', 'latest'], 'LAB_RUN_UNKNOWN'],
    [['tune', 'a', '--of', 'latest'], 'it tries nothing of a'],
    [['tune', 'a', '--keep-alive', '0,5'], 'a does not take keepAlive'],
  ] as const) {
    const { code, stdout, stderr } = await lab(words);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(says)]);
  }
  await lab(['run', '--scenario', 'ramp', '--output', 'json']);
  const other = await lab(['tune', '--of', 'latest']);
  expect(other.stderr).toContain('tries no settings');
  const { stdout } = await lab([...TUNE, '--dry-run', '--set', 'workers=3']);
  expect(stdout).toContain('set for this run, of a: workers 3');
  expect(stdout).toContain('workers 1 and 2 (its own: 3); maxRequests 0 (its own) and 1000');
});
