import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { FACTS } from '../app/in-memory-lab.ts';
import { LabHome, SLOW } from '../e2e/lab-cli.ts';
import { rampRun } from '../report/fixture.ts';
import { ask, Watcher } from './browser.ts';

const ID = '20261124-100000-ramp-live';

/** As `nice` shows it: field 19 of stat, counted behind the name in brackets (proc_pid_stat(5)). */
function nicenessOf(pid: number, thread: string): number {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

it('is a process that goes last, and that one Ctrl-C ends while somebody still looks', SLOW, async () => {
  await using home = new LabHome();
  const record = rampRun({ id: ID, state: 'running', endedAt: null });
  await (await fileStore(home.results, () => ({})).create(record, {}, FACTS)).close();
  await using lab = home.start(['view', 'latest']);
  await lab.says('Ctrl-C ends it');
  const start = lab.stdout.trim();
  expect(start).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/runs/${ID}/live$`));
  const { origin } = new URL(start);
  expect((await ask(origin, '/')).text).toContain(ID);
  if (process.platform === 'linux') {
    const levels = readdirSync(`/proc/${lab.pid}/task`).map((thread) => nicenessOf(lab.pid, thread));
    expect(new Set(levels)).toEqual(new Set([19]));
  }
  const watcher = new Watcher(`${origin}/runs/${ID}/events`);
  await watcher.shows('status', 'Not started yet');
  lab.child.kill('SIGINT');
  lab.child.kill('SIGINT');
  const { code, stderr } = await lab.ended;
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('✗')]);
});
