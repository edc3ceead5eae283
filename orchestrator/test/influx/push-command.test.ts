import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rampRun } from '../report/fixture.ts';
import { FakeInflux } from './fake-influx.ts';

const root = resolve(import.meta.dirname, '../../..');
const ID = '20261123-100000-ramp-abcd';
let out: string;
let influx: FakeInflux;

beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), 'framework-lab-push-'));
  mkdirSync(join(out, ID));
  writeFileSync(join(out, ID, 'run.json'), JSON.stringify({ ...rampRun(), id: ID }));
  writeFileSync(
    join(out, ID, 'metrics.lp'),
    `lab_event,run=${ID} title="x" 1\nlab_event,run=${ID} title="x" 2\n`,
  );
  influx = await new FakeInflux().start();
});
afterEach(async () => {
  await influx.stop();
  rmSync(out, { recursive: true, force: true });
});

/** As a user types it. */
function lab(
  ...args: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { PATH, HOME } = process.env;
  const command = ['scripts/node.sh', '--import', 'tsx', 'orchestrator/src/main.ts', ...args];
  return new Promise((done) => {
    execFile('sh', command, { cwd: root, env: { PATH, HOME }, timeout: 25_000 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

it('push writes the newest run and says where to look at it', async () => {
  const { code, stdout, stderr } = await lab('push', '--influx', influx.url, '--out', out);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`${ID}: 2 of 2 points are in ${influx.url}\n`);
  expect(stdout).toMatch(
    /^Grafana {2}http:\/\/127\.0\.0\.1:3000\/d\/framework-lab-live\?from=\d+&to=\d+&var-run=20261123-100000-ramp-abcd$/m,
  );
  expect(influx.points.size).toBe(2);
});

it('push explains a run that is not there, and an address that is none', async () => {
  const unknown = await lab('push', 'nope', '--influx', influx.url, '--out', out);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('LAB_RUN_UNKNOWN');
  const address = await lab('push', '--influx', 'ftp://lab:hunter2@h', '--out', out);
  expect(address.code).toBe(2);
  expect(address.stderr).toContain('LAB_URL_INVALID');
  expect(address.stderr).not.toContain('hunter2');
});

it('push fails with the words of the network where nothing answers', async () => {
  await influx.stop();
  const { code, stderr } = await lab('push', ID, '--influx', influx.url, '--out', out);
  expect(code).toBe(7);
  expect(stderr).toContain('LAB_SINK_UNREACHABLE');
  expect(stderr).toContain('ECONNREFUSED');
});
