import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { inMemoryLab, type World } from '../app/in-memory-lab.ts';
import { madeRun } from '../app/made-run.ts';
import { scenario } from '../lab/fakes.ts';
import { commandLine, type Keyboard } from './in-memory-cli.ts';

/** What a request costs, 1 % of noise of the launch included. */
const costing = (us: number, noise = 0.01): World => ({
  costUs: (_contender, launch) => us * (1 + noise * Math.sin(3 * launch)),
});
const BLOCKS = { ...scenario, blocks: 4 };
const GATE = ['--gate', 'a.cpuUsPerRequest<=+3%', '--gate', 'b.cpuUsPerRequest<=+90%'];

let results: string;
let before: RunRecord;
let after: RunRecord;
beforeAll(async () => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-confirm-'));
  before = await madeRun(results, BLOCKS, costing(50));
  after = await madeRun(results, BLOCKS, costing(60));
});
afterAll(() => rmSync(results, { recursive: true, force: true }));

/** `after` beside `before`, on a machine where a rerun of `after` shows `world`. */
const compare = (world: World, ...words: string[]) =>
  commandLine(inMemoryLab(world), ['compare', before.id, after.id, ...GATE, '--out', results, ...words]);

it('a gate that fails again in the confirming rerun fails', async () => {
  const { code, stdout, stderr } = await compare(costing(60));
  expect(code).toBe(6);
  expect(stderr).toContain('1 of 2 gates failed');
  expect(stdout).toContain('gate a.cpuUsPerRequest<=+3%: failed; could have seen');
  expect(stdout).toMatch(
    new RegExp(`confirming rerun \\S+, made from the record of ${after.id}:\na uses 1.20 ×`),
  );
  expect(stdout).toContain('gate a.cpuUsPerRequest<=+3%, second look: failed; could have seen');
  expect(stdout).toContain('gate a.cpuUsPerRequest<=+3%: failed, in both looks.');
  expect(stdout).not.toContain('b.cpuUsPerRequest<=+90%, second');
});

it('a gate that passes in the rerun does not fail, and both looks stand in every output', async () => {
  const { code, stdout, stderr } = await compare(costing(50));
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('LAB_')]);
  expect(stdout).toContain('gate a.cpuUsPerRequest<=+3%: passed; what failed at first did not fail again.');
  const markdown = await compare(costing(50), '--github');
  expect(markdown.stdout).toMatch(/- gate a\.cpuUsPerRequest\\<=\+3%: failed; [\s\S]*: passed; what failed/);
  const json = JSON.parse((await compare(costing(50), '--output', 'json')).stdout);
  const [first, second] = json.gates;
  expect(first).toMatchObject({
    outcome: 'passed',
    looks: [
      { run: after.id, outcome: 'failed' },
      { run: json.confirmation.run, outcome: 'passed' },
    ],
  });
  expect(second.outcome).toBe('passed');
  expect(json.confirmation.changes).toHaveLength(2);
});

it('a gate that the rerun cannot decide is undecided', async () => {
  const { code, stdout } = await compare(costing(55, 0.2));
  expect([code, stdout]).toEqual([8, expect.stringContaining(': undecided; what failed at first')]);
});

it('--no-confirm makes no rerun, and a gate that did not fail needs none', async () => {
  const at = await compare(costing(50), '--no-confirm');
  expect([at.code, at.stdout]).toEqual([6, expect.not.stringContaining('rerun')]);
  const same = ['compare', after.id, before.id, ...GATE, '--out', results];
  const { code, stdout } = await commandLine(inMemoryLab(), same);
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('rerun')]);
});

it.each([
  ['another commit', { ...costing(50), commit: 'def' }, 'commit of the lab: abc then, def now'],
  ['another machine', { ...costing(50), machine: { kernel: '6.1' } }, 'kernel: 6.18 then, 6.1 now'],
  ['contenders that are gone', { ...costing(50), contenders: ['a'] }, 'not here: b'],
] as [string, World, string][])(
  'with %s there is no rerun: the first look stands, and it says why',
  async (_what, world, why) => {
    const { code, stdout } = await compare(world);
    expect(code).toBe(6);
    expect(stdout).toContain('no confirming rerun could be made, so the first look stands');
    expect(stdout).toContain(why);
    const { confirmation } = JSON.parse((await compare(world, '--output', 'json')).stdout);
    expect(confirmation).toMatchObject({ run: null, why: expect.stringContaining(why) });
  },
);

it('an interrupted rerun ends as such, with the first look printed', async () => {
  const keyboard: Keyboard = { interrupt: () => undefined };
  const world: World = {
    costUs: (_contender, launch) => {
      if (launch === 2) keyboard.interrupt();
      return 50;
    },
  };
  const words = ['compare', before.id, after.id, ...GATE, '--out', results];
  const { code, stdout } = await commandLine(inMemoryLab(world), words, {}, keyboard);
  expect([code, stdout]).toEqual([
    130,
    expect.stringMatching(/: failed; [\s\S]*the first look stands: \S+ was interrupted/),
  ]);
});

it('a rerun in which the contender breaks where it held before fails the gate again', async () => {
  const { code, stdout } = await compare({ ...costing(50), holdsPerSec: () => 1 });
  expect([code, stdout]).toEqual([
    6,
    expect.stringContaining('failed at 100/s, or below it, in every block'),
  ]);
});
