import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { RunningLab } from '../e2e/lab-cli.ts';
import { until } from './engine-fixture.ts';
import { containerOf, DockerHome, docker, LAB, nothingLeftOf, objectsOf } from './lab-home.ts';

/** As `docker inspect` gives it, what is asked for here. */
interface Inspected {
  readonly State: { readonly Pid: number };
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly CpusetCpus: string;
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly PidsLimit: number;
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly PortBindings: object | null;
    readonly Binds: readonly string[] | null;
    readonly PidMode: string;
    readonly IpcMode: string;
  };
  readonly NetworkSettings: { readonly Ports: Readonly<Record<string, unknown>>; readonly Networks: object };
}

/** Tried from inside: who it is, what it may write, and whom it can get at. */
const tryFromInside = (doors: readonly Door[]): string => `
  const { readFileSync, writeFileSync } = require('node:fs');
  const { connect } = require('node:net');
  const tried = (work) => { try { work(); return 'done'; } catch (error) { return error.code; } };
  const reach = ({ host, port }) => new Promise((told) => {
    const socket = connect({ host, port });
    socket.once('connect', () => told('connected')).once('error', (error) => told(error.code));
    setTimeout(() => { socket.destroy(); told('no answer'); }, 1000);
  });
  (async () => console.log(JSON.stringify({
    uid: process.getuid(),
    status: readFileSync('/proc/self/status', 'utf8'),
    root: tried(() => writeFileSync('/written', '')),
    app: tried(() => writeFileSync('/app/written', '')),
    reached: await Promise.all(${JSON.stringify(doors)}.map(reach)),
  })))();`;

interface Door {
  readonly host: string;
  readonly port: number;
}

/** This machine by every address it has, where a server of the test listens on all of them. */
async function doorsOfTheHost(): Promise<AsyncDisposable & { readonly doors: readonly Door[] }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
  const { port } = server.address() as AddressInfo;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const hosts = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
  return {
    doors: hosts.map(({ address }) => ({ host: address, port })),
    [Symbol.asyncDispose]: () => new Promise((closed) => server.close(() => closed())),
  };
}

describe('while a step runs', LAB, () => {
  it('contender, generator, probe and k6 are alone with what they need', async () => {
    await using home = new DockerHome({ contenders: ['works'], rates: [200], stepS: 5 });
    const lab = await home.begin(['--generator', 'k6']);
    await home.inStep(lab);
    await until(async () => (await roles(lab)).includes('k6'), 30_000);
    expect(await roles(lab)).toEqual([
      'contender',
      'cpu-lock',
      'cpu-lock',
      'generator',
      'k6',
      'network',
      'probe',
    ]);
    const { cpus } = home.record();
    const k6 = await seen(lab, 'k6');
    const contender = await seen(lab, 'contender');
    const generator = await seen(lab, 'generator');
    const probe = await seen(lab, 'probe');
    for (const [one, cpuset] of [
      [contender, cpus.server],
      [k6, cpus.load],
      [generator, cpus.load],
      [probe, cpus.housekeeping],
    ] as const) {
      expect(one.inspected.HostConfig.CpusetCpus).toBe(cpuset.join(','));
      expectIsolated(one);
    }
    // The limits are the Compose file's.
    expect(contender.inspected.HostConfig).toMatchObject({ Memory: 96 * 1024 ** 2, PidsLimit: 64 });
    expect(contender.inspected.Config.User).toBe('1000:1000');

    const [network] = (await objectsOf(lab)).filter(({ name }) => name.endsWith('-network'));
    const [shown] = JSON.parse(await docker('network', 'inspect', network?.id ?? '')) as [object];
    expect(shown).toMatchObject({ Internal: true, EnableIPv6: false });
    expect(Object.keys((shown as { Containers: object }).Containers)).toHaveLength(4);

    await using host = await doorsOfTheHost();
    // One that no machine has (TEST-NET, RFC 5737): whoever routes there would have a way out.
    const doors = [...host.doors, { host: '192.0.2.1', port: 9 }];
    for (const role of ['contender', 'generator', 'probe']) {
      const { engine, id } = await containerOf(lab, role);
      const said = await engine.exec(id, ['node', '-e', tryFromInside(doors)]);
      const told = JSON.parse(said ?? 'null') as { uid: number; status: string; reached: string[] };
      expect(told, role).toMatchObject({ root: 'EROFS', app: 'EROFS' });
      expect(told.uid, role).not.toBe(0);
      expect(told.reached, role).toHaveLength(doors.length);
      for (const how of told.reached)
        expect(['ENETUNREACH', 'EHOSTUNREACH', 'no answer'], role).toContain(how);
      expectPowerless(told.status);
    }
    const ended = await lab.ended;
    expect([0, 5], ended.stderr).toContain(ended.code);
    expect(home.record().steps).toMatchObject([{ generator: { name: 'k6' } }]);
    await nothingLeftOf(lab);
  });
});

async function roles(lab: RunningLab): Promise<string[]> {
  return (await objectsOf(lab)).map(({ labels }) => labels['framework-lab.role'] ?? '').sort();
}

async function seen(lab: RunningLab, role: string) {
  const { engine, id } = await containerOf(lab, role);
  const [inspected] = JSON.parse(await docker('inspect', id)) as [Inspected];
  const { Pid: pid } = inspected.State;
  // What the kernel grants its first process, where it is this kernel that runs it.
  const status = engine.facts.onThisKernel ? readFileSync(`/proc/${pid}/status`, 'utf8') : null;
  return { role, inspected, status };
}

function expectIsolated({ role, inspected, status }: Awaited<ReturnType<typeof seen>>): void {
  const { HostConfig: host, NetworkSettings: network, Config: config } = inspected;
  expect(host, role).toMatchObject({
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    PidMode: '',
    IpcMode: 'private',
  });
  expect(host.CapAdd ?? [], role).toEqual([]);
  expect(host.Binds ?? [], role).toEqual([]);
  expect(host.PortBindings ?? {}, role).toEqual({});
  expect(Object.values(network.Ports).filter(Boolean), role).toEqual([]);
  expect(Object.keys(network.Networks), role).toEqual([expect.stringMatching(/^framework-lab-.*-network$/)]);
  expect(host.PidsLimit, role).toBeGreaterThan(0);
  expect(host.Memory, role).toBeGreaterThan(0);
  expect(host.MemorySwap, `${role} swaps`).toBe(host.Memory);
  expect(config.User, role).not.toMatch(/^(|root|0)(:|$)/);
  if (status === null) return;
  expect(status, role).toMatch(new RegExp(`^Cpus_allowed_list:\\s${host.CpusetCpus}$`, 'm'));
  expect(status, role).not.toMatch(/^Uid:.*\b0\b/m);
  expectPowerless(status);
}

function expectPowerless(status: string | undefined): void {
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
    expect(status).toMatch(new RegExp(`^${set}:\\s0+$`, 'm'));
  }
  expect(status).toMatch(/^NoNewPrivs:\s1$/m);
}
