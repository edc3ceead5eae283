import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, ROOT } from '../e2e/lab-cli.ts';
import { NODE_IMAGE } from './engine-fixture.ts';
import { containerOf, DockerHome, docker, LAB, nothingLeftOf, objectsOf } from './lab-home.ts';

const EXAMPLE = join(ROOT, 'examples/own-service');
const USERS = ['--scenario', join(EXAMPLE, 'users.yaml'), '--rates', '100', '--step', '3s'];

/** A scenario file of one request to `api` of a Compose file. */
function scenarioOf(home: DockerHome, compose: string, path: string, rates: readonly number[]): string {
  const file = home.path('own.yaml');
  const lines = [
    `service: { compose: ${compose}, ready: /health }`,
    'contenders: [api]',
    `rates: [${rates.join(', ')}]`,
    'step: { duration: 3s, leadIn: 500ms }',
    'timeout: 1s',
    // A generator that shares its CPU with the database is some milliseconds late: too late for less.
    'objective: p99<500ms,errors<0.1%',
    'warmUp: { rate: 20, min: 1s, max: 1s }',
    `requests: [{ name: it, path: ${path}, expect: { status: 200 } }]`,
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

describe('a service of somebody’s own Compose file', LAB, () => {
  it('runs as docs/OWN-COMPOSE.md has it, after its database, its one-shot and the reset', async () => {
    await using home = new DockerHome();
    const ended = await home.complete(USERS);
    expect([0, 5], ended.stderr).toContain(ended.code);
    await nothingLeftOf(ended.lab);

    const { contenders, launches, steps, warnings } = home.record();
    expect(contenders).toMatchObject([
      { id: 'api', source: expect.stringMatching(/docker-compose\.yml#api@[0-9a-f]{12}$/) },
    ]);
    // Its answer is what the reset made of what the one-shot had written.
    expect(launches).toMatchObject([{ state: 'ok', contract: 'verified', workers: null }]);
    expect(steps.length).toBeGreaterThan(0);
    for (const { dependencies, server } of steps) {
      expect(server.cpuShare, ended.stderr).toBeGreaterThan(0);
      expect(dependencies).toMatchObject([{ service: 'db', cpuShare: expect.any(Number) }]);
    }
    const told = warnings.map(({ message }) => message).join('\n');
    expect(told).toMatch(/docker-compose\.yml:\d+: services\.api\.ports: not published/);
    expect(told).toMatch(/services\.api\.restart: not restarted/);
    const log = readFileSync(join(home.runs().at(-1) ?? '', 'logs/api-1.db.log'), 'utf8');
    expect(log).toMatch(/Ready to accept connections[\s\S]*the reset command ended with code 0/);
  });

  it('has its database away from its own CPUs, and a killed lab leaves nothing of either, volumes included', async () => {
    await using home = new DockerHome();
    const lab = await home.begin([...USERS, '--step', '20s']);
    await home.inStep(lab);
    const cpusOf = async (role: string): Promise<string> =>
      docker('inspect', '--format', '{{.HostConfig.CpusetCpus}}', (await containerOf(lab, role)).id);
    const [api, db] = [await cpusOf('contender'), await cpusOf('dependency')];
    expect(api).not.toBe('');
    expect(db).not.toBe('');
    expect(db).not.toBe(api);
    expect((await objectsOf(lab)).map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/-api-1-data$/),
    );
    lab.child.kill('SIGKILL');
    await lab.ended;
    await nothingLeftOf(lab, 20_000);
  });

  it('is not blamed for a database that is at its end', async () => {
    await using home = new DockerHome();
    const compose = join(EXAMPLE, 'docker-compose.yml');
    const file = scenarioOf(home, compose, '/report', [400]);
    const ended = await home.complete(['--scenario', file]);
    await nothingLeftOf(ended.lab);

    const { cpus, steps } = home.record();
    expect(steps.length, ended.stderr).toBeGreaterThan(0);
    // Where it shares its CPU with the generator, that may be at its end first, and is then named first.
    const shares = cpus.housekeeping.some((cpu) => cpus.load.includes(cpu));
    const possible = ['dependency-cpu', 'host-noise', ...(shares ? ['generator'] : [])];
    for (const { verdict, bottleneck } of steps) {
      expect(verdict, ended.stderr).not.toBe('held');
      expect(possible, ended.stderr).toContain(bottleneck?.label);
      if (bottleneck?.label === 'dependency-cpu')
        expect(bottleneck.sentence).toMatch(/^Its dependency db used \d/);
    }
  });

  it('is not started where its dependency failed: with the last lines, and nothing left', async () => {
    await using home = new DockerHome();
    const node = (program: string): string =>
      `{ image: "${NODE_IMAGE}", command: [node, -e, ${JSON.stringify(program)}]`;
    const lines = [
      'services:',
      `  migrate: ${node("console.error('no such table: users'); process.exit(3)")} }`,
      `  api: ${node('setInterval(() => {}, 1000)')}, expose: ["3000"],`,
      '    depends_on: { migrate: { condition: service_completed_successfully } } }',
    ];
    writeFileSync(home.path('compose.yml'), lines.join('\n'));
    const ended = await home.complete(['--scenario', scenarioOf(home, 'compose.yml', '/', [50])]);
    expectError(ended, {
      exit: 4,
      code: 'LAB_DEPENDENCY_NOT_READY',
      says: [/migrate exited \(code 3\)/, /last +no such table: users/],
    });
    await nothingLeftOf(ended.lab);
  });
});

it(
  'a file that asks for what a run cannot give is refused before anything is started, by line',
  async () => {
    await using home = new DockerHome();
    const lines = [
      'services:',
      '  api:',
      `    image: ${NODE_IMAGE}`,
      '    deploy: { replicas: 3 }',
      '    network_mode: host',
      '    depends_on: [db]',
      '  db:',
      `    image: ${NODE_IMAGE}`,
      '    privileged: true',
    ];
    writeFileSync(home.path('compose.yml'), lines.join('\n'));
    const asked = ['run', '--output', 'plain', '--compose', 'compose.yml', '--ready', '/', '--rates', '50'];
    const ended = await home.start([...asked, '--only', 'api']).ended;
    expectError(ended, {
      exit: 2,
      code: 'LAB_COMPOSE_UNSUITABLE',
      says: [
        /compose\.yml:4: services\.api\.deploy\.replicas: .*one container/,
        /compose\.yml:5: services\.api\.network_mode: .*internal network/,
        /compose\.yml:9: services\.db\.privileged: .*whole machine/,
        /compose\.yml:2: services\.api: says nothing of where it listens.*--port/,
      ],
    });
    const unknown = await home.start([...asked, '--only', 'apo']).ended;
    expectError(unknown, { exit: 2, code: 'LAB_CONTENDER_UNKNOWN', says: ['did you mean api?'] });
  },
  LAB.timeout,
);
