import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { redactScenario } from '../../src/domain/redact-scenario.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { parseRunRecord } from '../../src/domain/run-schema.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { inMemoryLab, type World } from '../app/in-memory-lab.ts';
import { madeRun } from '../app/made-run.ts';
import { scenario } from '../lab/fakes.ts';
import { commandLine, type Keyboard } from './in-memory-cli.ts';

const SCENARIO: Scenario = {
  ...scenario,
  blocks: 3,
  policy: { kind: 'ladder', ratesPerSec: [500, 1000, 2000], stopAfterFailed: 1 },
};
const COSTS = (contender: string, launch: number): number =>
  (contender === 'a' ? 50 : 80) * (1 + 0.01 * Math.sin(launch));
const WORLD: World = { costUs: COSTS, holdsPerSec: (contender) => (contender === 'a' ? 2000 : 1000) };

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-reproduce-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const made = (world: World = WORLD, changes: Partial<Scenario> = {}): Promise<RunRecord> =>
  madeRun(results, { ...SCENARIO, ...changes }, world);

function keep(record: RunRecord): void {
  writeFileSync(join(results, record.id, 'run.json'), JSON.stringify(record));
}

const reproduce = (words: readonly string[], world: World = WORLD, env: Record<string, string> = {}) =>
  commandLine(inMemoryLab(world), ['reproduce', ...words, '--out', results], env);

it('runs the same thing again from the record alone, and every claim holds', async () => {
  const original = await made();
  const { code, stdout, stderr } = await reproduce([original.id], WORLD, { LAB_BLOCKS: '9', LAB_SEED: '1' });
  expect(stdout).toContain(
    `reproduces ${original.id}; of its claims: holds 5, does not hold 0, cannot tell 0`,
  );
  expect(stdout).toContain('holds: b held 1,000/s and not 2,000/s; now it held 1,000/s and not 2,000/s.');
  expect(stdout).toContain('holds: a uses less CPU per request than b');
  expect(stdout).toContain('nothing that is recorded differs');
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('LAB_')]);
  expect(stdout).not.toContain(`${original.id} reproduces`);
  const rerun = parseRunRecord(JSON.parse(readFileSync(join(results, 'latest', 'run.json'), 'utf8')));
  expect(rerun).toMatchObject({ state: 'finished', reproduces: original.id });
  const plain = ({ scenario: of, seed, runtime, generator, cpus, launches, provenance }: RunRecord) => ({
    of,
    seed,
    runtime,
    generator,
    cpus,
    provenance,
    order: launches.map(({ contender, block }) => ({ contender, block })),
  });
  expect(plain(rerun)).toEqual(plain(original));
});

it('ends with a code of its own where a claim is contradicted, the result printed all the same', async () => {
  const original = await made();
  const slower: World = { ...WORLD, holdsPerSec: () => 500, commit: 'def' };
  const { code, stdout, stderr } = await reproduce([original.id, '--output', 'json'], slower);
  expect(code).toBe(9);
  expect(stderr).toContain('LAB_NOT_REPRODUCED');
  expect(stderr).toContain('held-to');
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'reproduction',
    run: original.id,
    doesNotHold: 2,
    differences: [{ what: 'commit of the lab', was: 'abc', is: 'def' }],
  });
});

it('that is interrupted ends as such: what it did not get to cannot be told', async () => {
  const original = await made();
  const keyboard: Keyboard = { interrupt: () => undefined };
  const costUs = (contender: string, launch: number): number => {
    if (launch === 2) keyboard.interrupt();
    return COSTS(contender, launch);
  };
  const app = inMemoryLab({ ...WORLD, costUs });
  const words = ['reproduce', original.id, '--out', results];
  const { code, stdout } = await commandLine(app, words, {}, keyboard);
  expect([code, stdout]).toEqual([130, expect.stringContaining('did not get to its end')]);
  expect(stdout).toContain('cannot tell: a uses less CPU per request than b');
});

it('takes other CPUs where this machine lacks those of the record, and says so', async () => {
  const original = await made();
  keep({ ...original, cpus: { ...original.cpus, server: [6], load: [7] } });
  const { code, stdout } = await reproduce([original.id, '--github']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^## .*\n\n- differs: server CPUs: 6 then, 0 now/);
});

it('starts nothing on a dry run', async () => {
  const original = await made();
  const { code, stdout } = await reproduce([original.id, '--dry-run'], { ...WORLD, contenders: ['b', 'a'] });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/seed 7[\s\S]*Nothing was started/)]);
  const json = await reproduce([original.id, '--dry-run', '--output', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ reproduces: original.id, seed: 7 });
});

it('asks for the scenario file where the record lacks secrets, and takes them from there', async () => {
  const [request] = SCENARIO.requests;
  if (request === undefined) throw new Error('no request');
  const secret = { ...SCENARIO, requests: [{ ...request, headers: { authorization: 'Bearer x' } }] };
  const original = await made({ ...WORLD, scenario: secret }, { requests: secret.requests });
  expect(original.scenario).toEqual(redactScenario(original.scenario));
  const without = await reproduce([original.id]);
  expect([without.code, without.stdout]).toEqual([2, '']);
  expect(without.stderr).toMatch(
    /LAB_SECRETS_MISSING[\s\S]*header authorization of request dummy[\s\S]*--scenario/,
  );
  const other = await reproduce([original.id, '--scenario', 'other.yaml']);
  expect(other.stderr).toContain('LAB_SECRETS_MISSING');
  const named = await reproduce([original.id, '--scenario', 'own.yaml'], { ...WORLD, scenario: secret });
  expect(named.code).toBe(0);
});

it.each([
  ['an unknown run', async () => 'nope', 2, 'LAB_RUN_UNKNOWN'],
  [
    'a damaged record',
    async () => {
      mkdirSync(join(results, '20261101-100000-ramp-aaaa'));
      writeFileSync(join(results, '20261101-100000-ramp-aaaa', 'run.json'), '{ "schema": 1, "id"');
      return '20261101-100000-ramp-aaaa';
    },
    7,
    'LAB_RECORD_UNREADABLE',
  ],
  [
    'a run that claims nothing',
    async () => {
      const original = await made();
      keep({ ...original, steps: [] });
      return original.id;
    },
    7,
    'LAB_RUN_INCOMPLETE',
  ],
  [
    'a run in Docker where there is none',
    async () => {
      const original = await made();
      keep({ ...original, runtime: 'docker', generator: { ...original.generator, name: 'k6' } });
      return original.id;
    },
    3,
    'LAB_DOCKER_UNREACHABLE',
  ],
  [
    'k6 where there is none',
    async () => {
      const original = await made();
      keep({ ...original, generator: { ...original.generator, name: 'k6' } });
      return original.id;
    },
    3,
    'LAB_GENERATOR_UNAVAILABLE',
  ],
] as [string, () => Promise<string>, number, string][])(
  '%s is a clear error, and nothing is run',
  async (_what, run, exit, text) => {
    const { code, stdout, stderr } = await reproduce([await run()]);
    expect(stderr).toContain(text);
    expect([code, stdout]).toEqual([exit, '']);
  },
);

it('contenders that are gone are named, and a machine.json that is gone is an unknown machine', async () => {
  const original = await made();
  const gone = await reproduce([original.id], { ...WORLD, contenders: ['a'] });
  expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('not here: b') });
  rmSync(join(results, original.id, 'machine.json'));
  const { code, stdout } = await reproduce([original.id]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('differs: machine: not recorded then')]);
});
