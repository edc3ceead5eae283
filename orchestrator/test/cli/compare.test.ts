import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { blocksRun, MACHINE } from '../report/fixture.ts';
import { commandLine } from './in-memory-cli.ts';

const COST = { koa: 80, fastify: 52 };
const A = '20261101-100000-ramp-aaaa';
const AGAIN = '20261101-100000-ramp-aaab';
const B = '20261102-100000-ramp-bbbb';
const DEAR = '20261103-100000-ramp-cccc';
const OTHER = '20261104-100000-ramp-dddd';
const DAMAGED = '20261105-100000-ramp-eeee';
const ONE = '20261106-100000-ramp-ffff';
const SHARED = '20261107-100000-ramp-gggg';
let results: string;

beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-compare-'));
  keep(A, blocksRun(5, COST));
  keep(AGAIN, blocksRun(5, COST));
  keep(B, blocksRun(5, { ...COST, fastify: 52.9 }));
  keep(DEAR, blocksRun(5, { ...COST, fastify: 78 }));
  keep(OTHER, blocksRun(5, COST, { runtime: 'docker' }));
  keep(ONE, blocksRun(1, COST));
  const shared = blocksRun(5, { ...COST, fastify: 78 });
  keep(SHARED, { ...shared, cpus: { ...shared.cpus, rankable: false } });
  keep(DAMAGED, blocksRun(5, COST));
  writeFileSync(join(results, DAMAGED, 'run.json'), '{ "schema": 1, "id"');
});
afterAll(() => rmSync(results, { recursive: true, force: true }));

function keep(id: string, record: RunRecord): void {
  mkdirSync(join(results, id));
  writeFileSync(join(results, id, 'run.json'), JSON.stringify({ ...record, id }));
  writeFileSync(join(results, id, 'machine.json'), JSON.stringify(MACHINE));
}

const compare = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  commandLine(
    { store: (folder) => fileStore(folder, () => ({})) },
    ['compare', ...words, '--out', results],
    env,
  );

it('says what each contender became, at which rate and in how many blocks', async () => {
  const { code, stdout, stderr } = await compare([A, DEAR]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`${DEAR} against ${A}: server CPU per request\n`);
  expect(stdout).toMatch(
    /fastify uses 1\.50 × the CPU it used \(1\.4\d to 1\.5\d\), at 1,000\/s in 5 and 5 blocks/,
  );
  expect(stdout).toMatch(/koa uses the CPU it used to within 3%/);
});

it('one block: says that nothing is compared, and what a gate would need', async () => {
  const { code, stdout } = await compare([A, ONE, '--gate', 'koa.cpuUsPerRequest<=+3%']);
  expect([code, stdout]).toEqual([8, expect.stringContaining('no CPU per request is compared')]);
  expect(stdout).toContain(
    'gate koa.cpuUsPerRequest<=+3%: undecided; one block has no interval: it takes two in each run, and --blocks 5 is better.',
  );
});

it('refuses runs of other conditions, and says so everywhere where they are let pass', async () => {
  const refused = await compare([A, OTHER]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('LAB_RUNS_DIFFER');
  expect(refused.stderr).toMatch(/runtime +process and docker/);
  expect(refused.stderr).toContain(`compare ${A} ${OTHER} --across`);
  const across = [A, OTHER, '--across'];
  const words = 'runtime differs: process and docker';
  expect((await compare(across)).stdout).toContain(words);
  expect((await compare([...across, '--github'])).stdout).toContain(words);
  const { differences } = JSON.parse((await compare([...across, '--output', 'json'])).stdout);
  expect(differences).toEqual([{ what: 'runtime', a: 'process', b: 'docker' }]);
});

it.each([
  ['a damaged run', [A, DAMAGED], 7, 'LAB_RECORD_UNREADABLE'],
  ['an unknown run', [A, 'nope'], 2, 'LAB_RUN_UNKNOWN'],
  ['a run beside itself', [A, A], 2, 'was to be compared with itself'],
  ['an unknown contender', [A, B, '--gate', 'fastfy.cpuUsPerRequest<=+3%'], 2, 'did you mean fastify?'],
  ['an unknown metric', [A, B, '--gate', 'koa.cpuUsPerReqest<=+3%'], 2, 'did you mean cpuUsPerRequest?'],
  ['a capacity there is not', [A, B, '--gate', 'koa.capacity>=-3%'], 2, 'LAB_GATE_INVALID'],
  ['two documents', [A, B, '--github', '--output', 'json'], 2, 'LAB_USAGE'],
] as const)('%s is a clear error', async (_what, words, exit, text) => {
  const { code, stderr } = await compare(words);
  expect(stderr).toContain(text);
  expect(code).toBe(exit);
});

it('gates pass, fail with 6, and stay undecided with 8, the result printed all the same', async () => {
  const gate = ['--gate', 'fastify.cpuUsPerRequest<=+3%', '--gate', 'koa.cpuUsPerRequest<=+5%'];
  expect(await compare([A, AGAIN, ...gate])).toMatchObject({ code: 0, stderr: '' });
  const failed = await compare([A, DEAR, ...gate, '--no-confirm']);
  expect(failed.code).toBe(6);
  expect(failed.stdout).toContain('gate fastify.cpuUsPerRequest<=+3%: failed');
  expect(failed.stdout).toContain('gate koa.cpuUsPerRequest<=+5%: passed');
  expect(failed.stderr).toContain('LAB_GATE_FAILED');
  const undecided = await compare([A, B, ...gate]);
  expect(undecided.code).toBe(8);
  expect(undecided.stdout).toMatch(
    /: undecided; could have seen \S+% more, about \d+ blocks in each run would decide/,
  );
  expect(await compare([A, B, ...gate, '--on-undecided', 'pass'])).toMatchObject({ code: 0 });
  expect(await compare([A, B, ...gate, '--on-undecided', 'fail'])).toMatchObject({ code: 6 });
});

it('gates decide nothing where the load shared the CPUs of the server', async () => {
  const { code, stdout } = await compare([A, SHARED, '--gate', 'fastify.cpuUsPerRequest<=+3%']);
  expect([code, stdout]).toEqual([8, expect.stringContaining('undecided; load and server shared CPUs')]);
});

it('writes for programs and for GitHub', async () => {
  const { stdout } = await compare([A, DEAR, '--output', 'json', '--gate', 'koa.cpuUsPerRequest<=+5%']);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'comparison',
    changes: [
      { contender: 'koa', verdict: 'equivalent' },
      { contender: 'fastify', metric: 'cpuUsPerRequest', ratePerSec: 1000, verdict: 'differs' },
    ],
    gates: [{ gate: 'koa.cpuUsPerRequest<=+5%', outcome: 'passed' }],
  });
  const github = await compare([A, DEAR, '--github'], { GITHUB_STEP_SUMMARY: 'summary.md' });
  expect(github.appended).toMatch(/^summary\.md: ## .*\n\n- koa /);
  expect(github.stdout).toContain('fastify uses 1.50 ×');
});
