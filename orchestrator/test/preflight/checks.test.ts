import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../src/domain/errors.ts';
import type { MachineFacts } from '../../src/domain/machine-facts.ts';
import type { DockerLook } from '../../src/ports/docker-look.ts';
import type { CheckContext } from '../../src/preflight/check.ts';
import { blockingError, checkWarnings } from '../../src/preflight/outcome.ts';
import { CHECKS, DOCKER_CHECKS, runChecks } from '../../src/preflight/run-checks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A quiet bare server with everything as wanted. */
const good: MachineFacts = {
  platform: 'linux',
  arch: 'x64',
  kernel: '6.12',
  distribution: 'Debian',
  cpuModel: 'some CPU',
  cpus: [0, 1, 2, 3, 4, 5, 6, 7],
  smtSiblings: [
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ],
  numaNodes: [[0, 1, 2, 3, 4, 5, 6, 7]],
  memoryMb: 16_000,
  virtualMachine: null,
  container: false,
  cgroup: 'v2',
  governor: 'performance',
  turbo: false,
  onBattery: false,
  loadAverage: [0.1, 0.1, 0.1],
  openFilesLimit: 20_000,
  ephemeralPorts: [32_768, 60_999],
  somaxconn: 4096,
  mitigations: {},
  ownLimits: { cpus: null, memoryMb: null },
  versions: {},
  pinning: 'taskset',
};

const noDocker: DockerLook = {
  engine: null,
  tried: [{ where: '/var/run/docker.sock', what: 'nothing there' }],
  compose: null,
  images: [],
  ports: [],
};

function context(machine: Partial<MachineFacts> = {}, other: Partial<CheckContext> = {}): CheckContext {
  return {
    machine: { ...good, ...machine },
    env: {},
    nodeVersion: 'v26.10.0',
    pinnedNode: '26.10.0',
    results: 'results',
    cwd: folder,
    connections: 64,
    locks: { held: async () => [], acquire: () => Promise.reject(new Error('preflight locks nothing')) },
    leftovers: () => [],
    ownPid: 1,
    docker: async () => noDocker,
    ...other,
  };
}

async function finding(id: string, machine: Partial<MachineFacts>, other: Partial<CheckContext> = {}) {
  const results = await runChecks(context(machine, other));
  const result = results.find((one) => one.id === id);
  if (!result) throw new Error(`no check ${id}`);
  return { ...result, blocking: blockingError(results) };
}

describe('preflight', () => {
  it('finds nothing wrong with a good machine, and makes nothing on it', async () => {
    const results = await runChecks(context());
    // Memory and disk are those of the machine that runs this test.
    const rest = results.filter(({ id }) => id !== 'memory' && id !== 'disk');
    expect(rest.filter(({ severity }) => severity !== 'ok')).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(CHECKS.length);
  });

  it.each<[string, Partial<MachineFacts>]>([
    ['pinning', { pinning: null }],
    ['cpus', { cpus: [0, 1] }],
    ['smt', { smtSiblings: [[0, 1]] }],
    ['vm', { virtualMachine: 'KVM' }],
    ['governor', { governor: 'powersave' }],
    ['turbo', { turbo: true }],
    ['battery', { onBattery: true }],
    ['load', { loadAverage: [7.5, 1, 1] }],
    ['somaxconn', { somaxconn: 128 }],
  ])('warns of %s, with what to do', async (id, machine) => {
    const found = await finding(id, machine);
    expect(found).toMatchObject({ severity: '!', blocking: null });
    expect(found.fix).toBeTruthy();
    expect(checkWarnings([found])).toMatchObject([{ code: `preflight-${id}` }]);
  });

  it.each<[string, Partial<MachineFacts>]>([
    ['smt', { smtSiblings: null }],
    ['governor', { governor: null }],
    ['turbo', { turbo: null }],
    ['battery', { onBattery: null }],
    ['fds', { openFilesLimit: null }],
    ['ports', { ephemeralPorts: null }],
    ['somaxconn', { somaxconn: null }],
  ])('says ? where %s cannot be told', async (id, machine) => {
    expect(await finding(id, machine)).toMatchObject({ severity: '?', blocking: null });
  });

  it('forbids more connections than there are descriptors or ports', async () => {
    const fds = await finding('fds', { openFilesLimit: 256 }, { connections: 1000 });
    expect(fds).toMatchObject({ severity: '✗', blocking: { code: 'LAB_FD_LIMIT' } });
    expect(fds.fix).toContain('ulimit -n 1100');
    const ports = await finding('ports', { ephemeralPorts: [40_000, 40_999] }, { connections: 501 });
    expect(ports).toMatchObject({ severity: '✗', blocking: { code: 'LAB_PORTS_EXHAUSTED' } });
    expect(await finding('ports', { ephemeralPorts: [40_000, 40_999] }, { connections: 500 })).toMatchObject({
      severity: 'ok',
    });
  });

  it('forbids a results folder that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const found = await finding('results', {}, { results: 'file/results' });
    expect(found).toMatchObject({ severity: '✗', blocking: { code: 'LAB_RESULTS_NOT_WRITABLE' } });
    expect(existsSync(join(folder, 'results'))).toBe(false);
    expect(await finding('results', {}, { results: null })).toMatchObject({ severity: 'ok' });
  });

  it('names a Node that is not the pinned one, leftovers and another lab', async () => {
    const fallback = await finding('node', {}, { env: { LAB_NODE_FALLBACK: 'no libatomic' } });
    expect(fallback).toMatchObject({ severity: '!', found: "v26.10.0, the host's: no libatomic" });
    expect(await finding('node', {}, { nodeVersion: 'v22.18.0' })).toMatchObject({ severity: '!' });
    const leftovers = () => [{ leaderPid: 7, what: 'node koa.mjs' }];
    expect(await finding('leftovers', {}, { leftovers })).toMatchObject({ found: 'pid 7: node koa.mjs' });
    const held = async () => [{ cpu: 3, pid: 9, purpose: 'ramp' }];
    const locks = { ...context().locks, held };
    expect(await finding('other-lab', {}, { locks })).toMatchObject({ severity: '!' });
    expect(await finding('other-lab', {}, { locks, ownPid: 9 })).toMatchObject({ severity: 'ok' });
  });

  it('goes on when a check breaks', async () => {
    const leftovers = () => {
      throw new Error('unreadable');
    };
    expect(await finding('leftovers', {}, { leftovers })).toMatchObject({ severity: '?', blocking: null });
  });
});

describe('Docker', () => {
  const looked = async (look: Partial<DockerLook>): Promise<string[]> => {
    const docker = async () => ({ ...noDocker, ...look });
    const results = await runChecks(context({}, { docker }), DOCKER_CHECKS);
    return results.map(({ id, severity, found }) => `${severity} ${id}: ${found}`);
  };
  const engine = { description: 'Docker Engine 28.2.2, cgroup v2', problem: null };

  it('may be missing: that is no fault, and says where it was looked for', async () => {
    expect(await looked({})).toEqual([
      'ok docker: none answers (/var/run/docker.sock: nothing there)',
      '? compose: no engine',
      '? images: no engine',
      '? stack-ports: no engine',
    ]);
  });

  it('that cannot be measured on says why', async () => {
    const problem = new LabError('LAB_DOCKER_UNFIT', 'The engine cannot pin containers.', { fix: ['x'] });
    expect((await looked({ engine: { ...engine, problem } }))[0]).toBe(
      '! docker: The engine cannot pin containers.',
    );
  });

  it('names what is missing, and who holds a port', async () => {
    const images = [
      { tag: 'framework-lab/koa:1', present: true },
      { tag: 'grafana/k6:2', present: false },
    ];
    const ports = [
      { port: 3000, what: 'Grafana', holder: 'pid 7: node' },
      { port: 8086, what: 'InfluxDB', holder: 'ours' },
    ];
    expect(await looked({ engine, compose: '5.6.0', images, ports })).toEqual([
      'ok docker: Docker Engine 28.2.2, cgroup v2',
      'ok compose: 5.6.0',
      'ok images: 1 of 2; missing grafana/k6:2',
      '! stack-ports: 3000 Grafana: pid 7: node · 8086 InfluxDB: ours',
    ]);
  });
});
