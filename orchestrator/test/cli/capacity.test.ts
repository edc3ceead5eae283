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

const SEARCH: Scenario = {
  ...scenario,
  name: 'capacity',
  blocks: 100,
  policy: {
    kind: 'capacity',
    fromPerSec: 400,
    precision: 0.02,
    budgetS: 900,
    confirmS: 5,
    overload: { factors: [1.5], durationS: 3 },
  },
};
const HOLDS: Readonly<Record<string, number>> = { a: 2000, b: 1000 };
const world = (changes: Partial<World> = {}): World => ({
  scenario: SEARCH,
  costUs: () => 50,
  holdsPerSec: (contender) => HOLDS[contender] ?? 0,
  ...changes,
});

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-capacity-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const lab = (words: readonly string[], of: World = world(), env: Record<string, string> = {}) =>
  commandLine(inMemoryLab(of), [...words, '--out', results], env);
const run = (...words: string[]) => lab(['run', '--scenario', 'capacity', ...words]);
const latest = (): RunRecord =>
  parseRunRecord(JSON.parse(readFileSync(join(results, 'latest', 'run.json'), 'utf8')));

it('finds what each holds, in as many blocks as the budget has room for', async () => {
  const { code, stdout, stderr } = await run('--budget', '6m');
  expect([code, stderr]).toEqual([0, expect.stringContaining('2 blocks within 6 min.')]);
  expect(stdout).toMatch(/^a +(1,9[5-9]\d|20[0-2]\d)\/s +\S+ to \S+ +[AB] ±/m);
  expect(stdout).toMatch(/^b +(9[5-9]\d|10[0-2]\d)\/s/m);
  expect(stderr).toMatch(/ a {2}capacity (1,9|2,0)\d\d\/s in this launch$/m);
  expect(stderr).toMatch(/step \d+ · \S+ held .* confirm$/m);
  expect(stdout).toMatch(/a holds 2\.0\d × b|a holds 1\.9\d × b/);
  const record = latest();
  expect(record.scenario.blocks).toBeGreaterThan(1);
  expect(record.steps.filter(({ purpose }) => purpose === 'overload')).toHaveLength(2);
});

it('says beforehand what the budget can reach, and refuses one that reaches nothing', async () => {
  const dry = await run('--dry-run', '--budget', '6m');
  expect(dry.stdout).toContain('2 blocks within 6 min.');
  expect(dry.stdout).toMatch(/launches of a contender differ by 1%: ± /);
  const refused = await run('--budget', '10s');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('LAB_BUDGET_TOO_SMALL');
  expect(refused.stderr).toMatch(/--budget \d+m/);
});

it('takes blocks instead of a budget, and no list of rates', async () => {
  const dry = await run('--dry-run', '--blocks', '7', '--output', 'json');
  expect(JSON.parse(dry.stdout).scenario).toMatchObject({ blocks: 7, policy: { budgetS: null } });
  const refused = await run('--rates', '100,200');
  expect(refused.stderr).toMatch(/LAB_USAGE[\s\S]*--rates .*chooses its rates itself/);
  const ladder = await lab(['run', '--scenario', 'x', '--budget', '6m'], { scenario });
  expect(ladder.stderr).toMatch(/LAB_USAGE[\s\S]*--budget .*offers a list of rates/);
});

it('goes on where it was killed, and comes to the same', async () => {
  await run('--budget', '6m');
  const whole = latest();
  // As a kill in the second block leaves it: a launch that was running, and its steps so far.
  const cut = whole.launches.find(({ block }) => block === 2)?.launch ?? 0;
  const launches = whole.launches
    .filter(({ launch }) => launch <= cut)
    .map((one) => (one.launch === cut ? { ...one, state: 'running' as const, endedAt: null } : one));
  const before = whole.steps.filter(({ launch }) => launch < cut);
  const steps = [...before, ...whole.steps.filter(({ launch }) => launch === cut).slice(0, 4)];
  writeFileSync(
    join(results, whole.id, 'run.json'),
    JSON.stringify({ ...whole, state: 'running', endedAt: null, launches, steps }),
  );
  const { code } = await lab(['run', '--resume']);
  expect(code).toBe(0);
  const resumed = latest();
  const told = (record: RunRecord): string[] =>
    record.steps.map((step) => `${step.contender} ${step.block} ${step.ratePerSec} ${step.purpose}`);
  expect(told(resumed)).toEqual(told(whole));
});

it('is listed with what it found, and judged again under its own objective comes to the same', async () => {
  const ran = await run('--blocks', '2');
  const { id } = latest();
  const listed = await lab(['list']);
  expect(listed.stdout).toMatch(/a [12],\d+\/s ±\S+, b (9\d\d|1,0\d\d)\/s ±/);
  const again = await lab(['rejudge', id]);
  expect(again.code).toBe(0);
  const figures = (text: string): string[] =>
    text.split('\n').filter((line) => /^[ab] +(\d|-|\d+%)/.test(line));
  expect(figures(ran.stdout)).toHaveLength(4);
  expect(figures(again.stdout)).toEqual(expect.arrayContaining(figures(ran.stdout)));
});

it('is compared, gated and reproduced', async () => {
  await run('--blocks', '3');
  const { id } = latest();
  const again = await lab(['reproduce', id]);
  expect(again.stdout).toMatch(/holds: a holds \S+\/s \(\S+ to \S+\); now /);
  expect(again.stdout).toContain('holds: a holds more than b');
  expect(again.stdout).toContain('does not hold 0');
  expect(again.code).toBe(0);
  const slower = world({ holdsPerSec: (contender) => 0.8 * (HOLDS[contender] ?? 0) });
  const second = await lab(['run', '--scenario', 'capacity', '--blocks', '3'], slower);
  expect(second.code).toBe(0);
  const compared = await lab(['compare', id, latest().id, '--gate', 'a.capacity>=-3%'], slower);
  expect(compared.stdout).toMatch(/a holds 0\.80 × what it held/);
  expect(compared.stdout).toContain('failed, in both looks');
  expect(compared.code).toBe(6);
});

it('writes its summary for a CI job, beside what it prints', async () => {
  const words = ['run', '--scenario', 'capacity', '--blocks', '1', '--github'];
  const { appended, stdout } = await lab(words, world(), { GITHUB_STEP_SUMMARY: 'summary.md' });
  expect(appended).toMatch(/^summary\.md: # capacity, run \S+\n/);
  expect(stdout).toMatch(/^contender +capacity/m);
  const here = await lab(words);
  expect(here.stdout).toMatch(/^# capacity, run \S+\n/);
  const both = await lab([...words, '--output', 'json']);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('would both write to stdout')]);
});
