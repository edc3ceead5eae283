import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applySettings } from '../../src/app/apply-settings.ts';
import type { LabApp, Listener } from '../../src/app/lab-app.ts';
import { runScenario } from '../../src/app/run.ts';
import { runOutcome } from '../../src/app/run-outcome.ts';
import { scenario } from '../lab/fakes.ts';
import { inMemoryLab } from './in-memory-lab.ts';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-at-end-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

function run(change: Partial<LabApp>, control = new AbortController(), listen: Listener = () => undefined) {
  const settings = applySettings(
    scenario,
    { flags: { runtime: 'process', generator: 'builtin' }, env: {} },
    () => 7,
  );
  return runScenario(
    { ...inMemoryLab(), ...change },
    { settings, results, command: [], supplyAgain: [], resume: null, reproduces: null },
    listen,
    control.signal,
  );
}

it('a run that ended has a report, drawn of its last record', async () => {
  const states: string[] = [];
  const ended = await run({
    drawReport: async ({ record }) => {
      states.push(record.state);
      return { 'report.html': record.id };
    },
  });
  expect(states).toEqual(['finished']);
  expect(ended.reportProblem).toBeNull();
  expect(readFileSync(join(results, ended.record.id, 'report.html'), 'utf8')).toBe(ended.record.id);
});

it('an interrupted run has one, too', async () => {
  const control = new AbortController();
  const { record } = await run({}, control, ({ type }) => {
    if (type === 'step-finished') control.abort();
  });
  expect(record.state).toBe('interrupted');
  expect(existsSync(join(results, record.id, 'report.html'))).toBe(true);
});

it('so has one that ended in an error, and the error is the one that is shown', async () => {
  const listen: Listener = ({ type }) => {
    if (type === 'step-finished') throw new Error('the view broke');
  };
  const drawReport = () => Promise.reject(new Error('no chart'));
  await expect(run({ drawReport }, new AbortController(), listen)).rejects.toThrow('the view broke');
  await expect(run({}, new AbortController(), listen)).rejects.toThrow('the view broke');
  const [last = ''] = readdirSync(results)
    .filter((name) => name !== 'latest')
    .sort()
    .slice(-1);
  expect(existsSync(join(results, last, 'report.html'))).toBe(true);
});

it('a report that cannot be made loses nothing of the run: exit code 7', async () => {
  const ended = await run({ drawReport: () => Promise.reject(new Error('no chart')) });
  expect(ended.record.state).toBe('finished');
  expect(existsSync(join(results, ended.record.id, 'run.json'))).toBe(true);
  const { exitCode, errors } = runOutcome(ended, false);
  expect([exitCode, errors[0]?.code]).toEqual([7, 'LAB_REPORT_FAILED']);
});
