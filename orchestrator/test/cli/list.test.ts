import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { identify, pidNamespace } from '../../src/adapters/host/process-identity.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { rampRun } from '../report/fixture.ts';
import { FakeClock } from '../ui/fake-clock.ts';
import { commandLine } from './in-memory-cli.ts';

const DAY_MS = 86_400_000;
let results: string;
const clock = new FakeClock();

beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-list-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const store = () => fileStore(results, () => ({}));
const lab = (...args: string[]) => commandLine({ clock, store }, ['list', ...args]);
const ids = (): string[] => readdirSync(results).filter((name) => /^\d/.test(name));
const latest = (): string => readlinkSync(join(results, 'latest'));

/** A run that ended so many days ago. */
async function keep(id: string, daysAgo: number, changed: Partial<RunRecord> = {}): Promise<void> {
  const endedAt = new Date(clock.wallMs() - daysAgo * DAY_MS).toISOString();
  const run = await store().create(
    { ...rampRun(), id, startedAt: endedAt, endedAt, ...changed },
    {},
    {} as never,
  );
  await run.close();
}

/** The files of a run as a lab left them that was killed so long ago, in seconds. */
function killed(id: string, quietS: number): void {
  const folder = join(results, id);
  const at = Date.now() / 1000 - quietS;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), at, at);
}

const OLD = '20260101-000000-ramp-aaaa';
const MIDDLE = '20260201-000000-ramp-bbbb';
const NEW = '20260301-000000-ramp-cccc';

async function threeRuns(): Promise<void> {
  await keep(OLD, 60);
  await keep(MIDDLE, 31);
  await keep(NEW, 2);
}

it('removes the runs that are named, says how much room that made, and leaves latest right', async () => {
  await threeRuns();
  const { code, stdout, stderr } = await lab('--remove', `${NEW},${OLD}`, '--remove', NEW);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    new RegExp(`^removed +size\n${OLD} +\\S+ kB\n${NEW} +\\S+ kB\n2 runs, \\S+ kB made free\n$`),
  );
  expect(ids()).toEqual([MIDDLE]);
  expect(latest()).toBe(MIDDLE);
  expect((await lab('--remove', 'latest')).code).toBe(0);
  expect(readdirSync(results)).toEqual([]);
});

it('latest stays where it is while its run is there', async () => {
  await threeRuns();
  await lab('--remove', OLD);
  expect(latest()).toBe(NEW);
});

it('removes what ended longer ago, by the end and not by the name', async () => {
  await threeRuns();
  await keep('20250101-000000-resumed-dddd', 1);
  const { stdout } = await lab('--older-than', '30d');
  expect(stdout).toContain('2 runs');
  expect(ids()).toEqual(['20250101-000000-resumed-dddd', NEW]);
  expect((await lab('--remove', '--older-than', '30d')).stdout).toBe('nothing to remove\n');
});

it('--dry-run shows the same and removes nothing', async () => {
  await threeRuns();
  const { stdout } = await lab('--older-than', '4w', '--remove', NEW, '--dry-run');
  expect(stdout).toMatch(/^would go +size\n/);
  expect(stdout).toMatch(/\n3 runs, \S+ kB would be made free; nothing was removed\n$/);
  expect(ids()).toEqual([OLD, MIDDLE, NEW]);
});

it('an unknown id among others: an error, and nothing is removed', async () => {
  await threeRuns();
  const wrong = await lab('--remove', `${OLD},20260201-000000-ramp-bbbc`);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/LAB_RUN_UNKNOWN[\s\S]*did you mean 20260201-000000-ramp-bbbb\?/);
  expect((await lab('--remove', '../elsewhere')).stderr).toContain('LAB_RUN_UNKNOWN');
  expect(ids()).toEqual([OLD, MIDDLE, NEW]);
});

it('never removes a run that is going on', async () => {
  await threeRuns();
  const going = '20251201-000000-ramp-eeee';
  const startedAt = new Date(clock.wallMs() - 99 * DAY_MS).toISOString();
  const record: RunRecord = { ...rampRun(), id: going, startedAt, endedAt: null, state: 'running' };
  const run = await store().create(record, {}, {} as never);
  const named = await lab('--remove', `${OLD},${going}`);
  expect(named.code).toBe(2);
  expect(named.stderr).toMatch(/LAB_RUN_GOING_ON[\s\S]*20251201-000000-ramp-eeee/);
  expect(ids()).toEqual([going, OLD, MIDDLE, NEW]);
  const old = await lab('--older-than', '30d');
  expect(old.stdout).toContain(`! ${going} is still going on and stays\n2 runs`);
  expect(ids()).toEqual([going, NEW]);
  await run.close();
});

it('a run that was killed goes: at once where its process can be asked for, else when it was quiet for long', async () => {
  const id = '20260101-000000-ramp-ffff';
  await keep(id, 0, { state: 'running', endedAt: null });
  const owner = join(results, id, 'owner.json');
  expect(existsSync(owner), 'nobody writes any more').toBe(false);
  killed(id, 30);
  expect((await lab('--remove', id)).stderr).toContain('LAB_RUN_GOING_ON');
  writeFileSync(owner, JSON.stringify({ pid: 1, startTicks: 1, boot: 'another', pidNamespace: null }));
  killed(id, 30);
  expect((await lab('--remove', id)).stderr).toContain('LAB_RUN_GOING_ON');
  expect((await lab()).stdout).toMatch(/-ffff +running/);
  killed(id, 700);
  expect((await lab()).stdout).toMatch(/-ffff +killed/);
  expect((await lab('--remove', id)).code).toBe(0);
});

it('where there is no /proc, a pid that is used again does not keep a run for ever', async () => {
  const id = '20260101-000000-ramp-abab';
  await keep(id, 0, { state: 'running', endedAt: null });
  const { pid, boot } = identify(process.pid);
  const named = { pid, startTicks: null, boot, pidNamespace: pidNamespace() };
  writeFileSync(join(results, id, 'owner.json'), JSON.stringify(named));
  killed(id, 30);
  expect((await lab()).stdout).toMatch(/-abab +running/);
  killed(id, 700);
  expect((await lab()).stdout).toMatch(/-abab +killed/);
});

it('a run whose record cannot be read goes by the age in its name', async () => {
  mkdirSync(join(results, OLD));
  writeFileSync(join(results, OLD, 'run.json'), '{');
  killed(OLD, 700);
  expect((await lab('--older-than', '1h')).stdout).toContain('1 run,');
  expect(ids()).toEqual([]);
});

it('one document with --output json', async () => {
  await threeRuns();
  const { stdout } = await lab('--remove', OLD, '--output', 'json');
  expect(JSON.parse(stdout)).toEqual({
    removed: [{ id: OLD, bytes: expect.any(Number) }],
    goingOn: [],
    bytes: expect.any(Number),
    dryRun: false,
  });
});

it.each([
  ['--older-than', '30', 'LAB_DURATION_INVALID'],
  ['--older-than', '0d', 'LAB_DURATION_INVALID'],
  ['--remove', ',', 'LAB_VALUE_INVALID'],
  ['--dry-run', '--no-color', 'LAB_USAGE'],
  ['--remove', '--no-color', 'LAB_USAGE'],
  ['--output', 'ndjson', 'belongs to attack only'],
])('refuses %s %s', async (flag, value, code) => {
  const refused = await lab(flag, value);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(code)]);
});
