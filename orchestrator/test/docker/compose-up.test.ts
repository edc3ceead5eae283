import { networkInterfaces } from 'node:os';
import { expectedResponse } from '@framework-lab/contract/expected';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clone } from '../compose/clone.ts';
import { ComposeProject, dockerOk, until } from '../compose/compose-project.ts';
import { inside, program, reach, reachAll, tryLimits } from '../compose/inside-container.ts';

const standIns = (process.env['LAB_TEST_STANDIN_IMAGES'] ?? '').split(',');
/** Grafana cannot be had everywhere: then a server that says it is healthy stands in, and a test's name says so. */
const grafana = standIns.some((tag) => tag.startsWith('grafana/grafana:'))
  ? 'a placeholder of Grafana'
  : 'Grafana';

const clone = new Clone();
let project: ComposeProject;
let upSaid = '';
const port = (name: string): number => Number(project.env[`LAB_${name}_PORT`]);

beforeAll(async () => {
  project = await ComposeProject.open(clone.folder);
  const { code, stdout, stderr } = await project.compose('up', '-d');
  upSaid = `${stdout}${stderr}`;
  expect(code, upSaid).toBe(0);
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  await clone[Symbol.asyncDispose]();
});

describe('docker compose up', () => {
  it(`brings up InfluxDB, ${grafana} and welcome, and nothing else`, async () => {
    const welcomed = async () => (await project.containers()).some((one) => one.State === 'exited');
    await until(welcomed, 70_000, 'welcome has ended');
    const states = (await project.containers()).map((one) => [one.Service, one.State, one.ExitCode]);
    expect(states.sort()).toEqual([
      ['grafana', 'running', 0],
      ['influxdb', 'running', 0],
      ['welcome', 'exited', 0],
    ]);
    expect((await fetch(`http://127.0.0.1:${port('INFLUX')}/ping`)).status).toBe(204);
    expect((await fetch(`http://127.0.0.1:${port('GRAFANA')}/api/health`)).status).toBe(200);
  });

  it('says nothing alarming, and builds what is missing without asking a registry for it', () => {
    expect(upSaid).toMatch(/welcome:\S+ +Built/);
    expect(upSaid).not.toMatch(/pull|warn|error|deprecat|obsolete|not set|denied|no such host/i);
  });

  it('welcomes with the addresses as they are here, and the next command', async () => {
    const said = await project.composeOk('logs', '--no-log-prefix', 'welcome');
    expect(said).toContain(`http://127.0.0.1:${port('GRAFANA')} `);
    expect(said).toContain(`http://127.0.0.1:${port('INFLUX')} `);
    expect(said).toContain(`http://127.0.0.1:${port('EXPRESS')}/api/dummy`);
    expect(said).toContain('npm run lab -- --scenario ramp');
  });

  it('publishes on 127.0.0.1 only', async () => {
    for (const { Name } of await project.containers()) {
      const text = await dockerOk(['inspect', '--format', '{{json .NetworkSettings.Ports}}', Name]);
      const bindings = Object.values(JSON.parse(text) as Record<string, { HostIp: string }[] | null>);
      for (const { HostIp } of bindings.flatMap((one) => one ?? [])) expect(HostIp, Name).toBe('127.0.0.1');
    }
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) {
      for (const name of ['INFLUX', 'GRAFANA']) {
        expect(await reach(address, port(name)), `${name} at ${address}`).not.toBe('connected');
      }
    }
    expect(await reach('127.0.0.1', port('INFLUX'))).toBe('connected');
  });

  it.each([
    ['influxdb', '/var/lib/influxdb'],
    ['grafana', '/var/lib/grafana'],
  ])('gives %s no root, no capability and no file to write but in %s', async (service, data) => {
    const tried = [
      'id -u',
      'grep -E "^(CapEff|CapPrm|CapBnd|NoNewPrivs)" /proc/self/status',
      'touch /etc/probe 2>/dev/null || echo refused',
      `touch ${data}/probe 2>/dev/null && echo own`,
      'true',
    ];
    const name = await project.container(service);
    const said = (await dockerOk(['exec', name, 'sh', '-c', tried.join('; ')]))
      .replaceAll('\t', '')
      .split('\n');
    expect(Number(said[0])).toBeGreaterThan(0);
    const none = '0'.repeat(16);
    expect(said).toEqual(
      expect.arrayContaining([
        `CapEff:${none}`,
        `CapPrm:${none}`,
        `CapBnd:${none}`,
        'NoNewPrivs:1',
        'refused',
      ]),
    );
    // The placeholder has no such folder.
    if (service !== 'grafana' || grafana === 'Grafana') expect(said).toContain('own');
  });
});

describe('docker compose up express', () => {
  let express: string;

  beforeAll(async () => {
    // `--wait` is for healthy: its health check is tried, too.
    await project.composeOk('up', '-d', '--wait', '--wait-timeout', '90', 'express');
    express = await project.container('express');
  });

  it('starts that contender alone, and it answers as the contract has it on its loopback port', async () => {
    const running = (await project.containers()).filter(({ State }) => State === 'running');
    expect(running.map(({ Service }) => Service).sort()).toEqual(['express', 'grafana', 'influxdb']);
    const wanted = expectedResponse({ method: 'GET', path: '/api/dummy' });
    const response = await fetch(`http://127.0.0.1:${port('EXPRESS')}/api/dummy`);
    expect(response.status).toBe(wanted?.status);
    expect(await response.text()).toBe(wanted?.body.toString());
    for (const [name, value] of Object.entries(wanted?.headers ?? {})) {
      // fetch asks for what it can decode, and Node's own parser hides what belongs to the connection.
      if (name !== 'connection') expect(response.headers.get(name), name).toBe(value);
    }
  });

  it('gives it what docker-compose.yml says: CPU, memory, processes, and no more', async () => {
    const paths = ['/probe', '/app/probe', '/etc/probe', '/home/node/probe', '/tmp/probe'];
    const tried = await inside(express, tryLimits(paths));
    expect(tried).toEqual({
      uid: 1000,
      cpus: '0',
      capabilities: [0, 0, 0],
      noNewPrivileges: '1',
      memory: 4 * 1024 ** 3,
      writes: ['EROFS', 'EROFS', 'EROFS', 'EROFS', 'written'],
    });
    expect(await dockerOk(['inspect', '--format', '{{.HostConfig.PidsLimit}}', express])).toBe('2048\n');
  });

  it('leaves InfluxDB and Grafana out of its reach', async () => {
    const targets = await addresses();
    const reached = await inside(express, reachAll(targets));
    expect(Object.values(reached as Record<string, string>)).not.toContain('connected');
    expect(Object.keys(reached as object).length).toBeGreaterThanOrEqual(6);
    // The same program where it may: so it does find what can be found.
    const allowed = await project.composeOk(
      'run',
      '--rm',
      '-T',
      '--no-deps',
      '--entrypoint',
      'node',
      'welcome',
      '-e',
      program(reachAll(targets)),
    );
    expect(JSON.parse(allowed)).toMatchObject({ 'influxdb:8086': 'connected', 'grafana:3000': 'connected' });
  });
});

describe('docker compose down -v', () => {
  it('leaves nothing of its own, and leaves a container of the lab alone', async () => {
    const labels = (service: string): string[] => [
      ...[
        '--label',
        `com.docker.compose.project=${project.name}`,
        '--label',
        `com.docker.compose.service=${service}`,
      ],
    ];
    // Images that Compose built carry its labels, and so does every container that the lab makes of one.
    const image = await dockerOk([
      'inspect',
      '--format',
      '{{.Config.Image}}',
      await project.container('express'),
    ]);
    const run = ['run', '-d', '--rm', '--network', 'none', ...labels('express'), image.trim()];
    const ofTheLab = (await dockerOk(run)).trim();
    try {
      await project[Symbol.asyncDispose]();
      const mine = ['--filter', `label=com.docker.compose.project=${project.name}`, '--quiet', '--no-trunc'];
      expect((await dockerOk(['ps', '-a', ...mine])).trim()).toBe(ofTheLab);
      for (const what of ['network', 'volume']) {
        expect(await dockerOk([what, 'ls', ...mine.slice(0, 3)]), what).toBe('');
      }
    } finally {
      await dockerOk(['rm', '-f', ofTheLab]);
    }
  });
});

/** Where InfluxDB and Grafana might be found: by name, by address, by their network's and one's own gateway. */
async function addresses(): Promise<string[]> {
  const found: string[] = ['influxdb:8086', 'grafana:3000'];
  for (const [service, inner, outer] of [
    ['influxdb', 8086, port('INFLUX')],
    ['grafana', 3000, port('GRAFANA')],
  ] as const) {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Gateway}}{{end}}';
    const text = await dockerOk(['inspect', '--format', format, await project.container(service)]);
    const [address, gateway] = text.trim().split(' ');
    found.push(`${address}:${inner}`, `${gateway}:${outer}`);
  }
  const own = '{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}';
  const gateway = (await dockerOk(['inspect', '--format', own, await project.container('express')])).trim();
  return [...found, `${gateway}:${port('INFLUX')}`, `${gateway}:${port('GRAFANA')}`];
}
