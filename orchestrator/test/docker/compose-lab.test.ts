import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { Clone } from '../compose/clone.ts';
import { ComposeProject, docker, until } from '../compose/compose-project.ts';
import { program, tryLimits } from '../compose/inside-container.ts';
import { LabService } from '../compose/lab-service.ts';
import { testEngine } from './engine-fixture.ts';

const COMMIT = 'c0ffee0123456789c0ffee0123456789c0ffee01';
/** Who runs the lab and owns the results; not root, who is tried in one test. */
const MINE = process.getuid?.() || 1000;
const clone = new Clone({ ownVersion: true });
const results = clone.path('results');
let project: ComposeProject;
let lab: LabService;
let socket: string;

beforeAll(async () => {
  const engine = await testEngine();
  if (engine.address.kind !== 'socket') throw new Error('this test needs an engine with a socket here');
  socket = engine.address.path;
  // As docs/DOCKER.md has it.
  const user = [`LAB_USER=${MINE}:${MINE}`, `LAB_DOCKER_GID=${statSync(socket).gid}`];
  writeFileSync(clone.path('.env'), `${user.join('\n')}\n`);
  mkdirSync(results);
  if (process.getuid?.() === 0) chownSync(results, MINE, MINE);
  project = await ComposeProject.open(clone.folder, { LAB_DOCKER_SOCKET: socket, LAB_COMMIT: COMMIT });
  lab = new LabService(project, clone, engine);
  await project.composeOk('build', '--quiet', 'lab');
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  await clone[Symbol.asyncDispose]();
});

interface Config {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly volumes?: readonly { readonly source: string; readonly target: string }[];
        readonly ports?: readonly unknown[];
        readonly networks: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

async function config(...profile: readonly string[]): Promise<Config['services']> {
  const text = await project.composeOk(...profile, 'config', '--format', 'json');
  return (JSON.parse(text) as Config).services;
}

describe('the engine’s socket', () => {
  it('is in nothing that `docker compose up` starts, and in nothing but the lab', async () => {
    expect(Object.keys(await config()).sort()).toEqual(['grafana', 'influxdb', 'welcome']);
    const all = await config('--profile', '*');
    const holders = Object.entries(all).filter(([, { volumes = [] }]) =>
      volumes.some(({ source, target }) => source === socket || /docker\.sock|^\/$/.test(target)),
    );
    expect(holders.map(([name]) => name)).toEqual(['lab']);
    expect(all['lab']?.ports, 'nobody reaches who holds it').toBeUndefined();
    expect(Object.keys(all['lab']?.networks ?? {})).toEqual(['metrics']);
  });

  it.each([
    ['root', ['--user', '0:0'], 0],
    ['whom .env names', [], MINE],
  ])('comes with one capability at most, to %s', async (_who, user, uid) => {
    const paths = ['/lab/probe', '/etc/probe', '/usr/local/bin/probe', '/tmp/probe', '/lab/results/probe'];
    const said = await project.composeOk(
      ...['run', '--rm', '-T', ...user, '--entrypoint', 'node', 'lab'],
      ...['-e', program(tryLimits(paths))],
    );
    rmSync(clone.path('results/probe'));
    // DAC_OVERRIDE is bit 1; who is not root may not even use that.
    const override = 2;
    expect(JSON.parse(said)).toMatchObject({
      uid,
      capabilities: uid === 0 ? [override, override, override] : [0, 0, override],
      noNewPrivileges: '1',
      memory: 2 * 1024 ** 3,
      writes: ['EROFS', 'EROFS', 'EROFS', 'written', 'written'],
    });
  });
});

it('tells of the engine and what builds images, from inside', async () => {
  const { code, stdout, stderr } = await lab.run(['doctor', '--output', 'json']);
  expect([0, 3], stderr).toContain(code);
  const checks = JSON.parse(stdout) as { id: string; severity: string; found: string }[];
  const found = (id: string) => checks.find((check) => check.id === id);
  expect(found('docker')).toMatchObject({ severity: 'ok' });
  expect(found('compose')?.found).toMatch(/^\d+\.\d+/);
  expect(found('results')).toMatchObject({ severity: 'ok', found: '/lab/results' });
});

/** Another lab on this engine may have to be waited for. */
const PATIENT = { timeout: 240_000 };

describe('a lab whose container was killed in the middle of a run', PATIENT, () => {
  it('leaves containers, a network and CPU locks, which `clean` takes away', async () => {
    const killed = await lab.killed();
    const left = await lab.objectsOf(killed);
    expect(left.length).toBeGreaterThanOrEqual(4);
    expect((await docker(['inspect', killed])).code, 'the lab itself is gone').not.toBe(0);
    const { code, stdout, stderr } = await lab.run(['clean']);
    expect(code, stderr).toBe(0);
    for (const { name } of left) expect(`${stdout}${stderr}`).toContain(name);
    expect(await lab.objectsOf(killed)).toEqual([]);
  });

  it('is swept up by the next run, which takes docker, writes for who runs it, and fills InfluxDB', async () => {
    const killed = await lab.killed();
    await project.composeOk('up', '-d', 'influxdb');
    // As the real image does by itself.
    const influx = `http://127.0.0.1:${project.env['LAB_INFLUX_PORT']}`;
    const made = async () => (await influxSays(influx, 'CREATE DATABASE framework_lab')) !== null;
    await until(made, 30_000, 'InfluxDB answers');

    const { code, stdout, stderr } = await lab.measure();
    // On a machine as busy as this one may be, a step can be invalid.
    expect([0, 5], stderr).toContain(code);
    expect(stderr).toContain('an earlier lab had left');
    expect(await lab.objectsOf(killed)).toEqual([]);

    const record = JSON.parse(readFileSync(clone.path('results/latest/run.json'), 'utf8')) as RunRecord;
    expect(record).toMatchObject({
      state: 'finished',
      runtime: 'docker',
      lab: { version: clone.tag, commit: COMMIT, dirty: false },
      launches: [{ contender: 'node-http', cpusVerified: true }],
      warnings: expect.not.arrayContaining([expect.objectContaining({ code: 'LAB_DOCKER_UNREACHABLE' })]),
    });
    for (const { revision, tag } of record.images ?? [])
      expect({ tag, revision }).toEqual({ tag, revision: COMMIT });
    const [step] = record.steps;
    expect(step?.server?.cpuUsPerRequest, 'from the statistics of the engine').toBeGreaterThan(0);
    expect(step?.host?.foreignShare).not.toBeNull();
    expect(statSync(clone.path('results', record.id, 'run.json')).uid).toBe(MINE);

    const kept = program("say(fs.readdirSync('/lab/state/framework-lab-' + process.getuid()))");
    const state = await project.composeOk('run', '--rm', '-T', '--entrypoint', 'node', 'lab', '-e', kept);
    expect(JSON.parse(state), 'kept for the next container').toContain('sitting');

    expect(await influxSays(influx, 'SHOW TAG VALUES ON framework_lab WITH KEY = "run"')).toContain(
      record.id,
    );
    expect(`${stdout}${stderr}`).toContain(`http://127.0.0.1:${project.env['LAB_GRAFANA_PORT']}/d/`);
  });
});

/** Null while it does not answer. */
async function influxSays(url: string, query: string): Promise<string | null> {
  const asked = fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q: query }) });
  const response = await asked.catch(() => null);
  return response?.ok ? response.text() : null;
}
