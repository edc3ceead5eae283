import { describe, expect, it } from 'vitest';
import type { EngineAddress } from '../../src/adapters/docker/engine-address.ts';
import { describeEngine, engineFacts } from '../../src/adapters/docker/engine-facts.ts';
import { compareVersions, engineNotes, fitness } from '../../src/adapters/docker/fitness.ts';

const SOCKET = { kind: 'socket', path: '/var/run/docker.sock' } as const;
const OWN = { platform: 'linux', release: '6.8.0-45-generic', memoryBytes: 16_777_216_000 };

const VERSION = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  MinAPIVersion: '1.24',
  Os: 'linux',
  KernelVersion: '6.8.0-45-generic',
  Components: [{ Name: 'Engine' }, { Name: 'containerd' }],
};
const INFO = {
  Name: 'host',
  OperatingSystem: 'Ubuntu 24.04.1 LTS',
  OSType: 'linux',
  KernelVersion: '6.8.0-45-generic',
  CgroupVersion: '2',
  CgroupDriver: 'systemd',
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
  NCPU: 8,
  MemTotal: 16_777_216_000,
  CPUSet: true,
  MemoryLimit: true,
  PidsLimit: true,
};

const facts = (info: object = {}, version: object = {}, address: EngineAddress = SOCKET) =>
  engineFacts({ ...VERSION, ...version }, { ...INFO, ...info }, address, OWN);

describe('an engine', () => {
  it('that is fit is described, and nothing has to be noted', () => {
    const fit = facts();
    expect(fitness(fit)).toBeNull();
    expect(engineNotes(fit)).toEqual([]);
    expect(describeEngine(fit)).toBe('Docker Engine 28.2.2, cgroup v2');
    expect(fit.onThisKernel).toBe(true);
  });

  it('is on this kernel only by a socket, with the same release and the same memory', () => {
    const far: EngineAddress = { kind: 'tcp', host: '127.0.0.1', port: 2375, tls: null };
    expect(facts({}, {}, far).onThisKernel).toBe(false);
    expect(facts({ KernelVersion: '6.10.14-linuxkit' }).onThisKernel).toBe(false);
    expect(facts({ MemTotal: 8_000_000_000 }).onThisKernel).toBe(false);
    const mac = { ...OWN, platform: 'darwin', memoryBytes: null };
    expect(engineFacts(VERSION, INFO, SOCKET, mac).onThisKernel).toBe(false);
  });

  it('that is too old, of another kind, or cannot pin says why and what to do', () => {
    expect(fitness(facts({}, { ApiVersion: '1.40' }))).toMatchObject({
      code: 'LAB_DOCKER_UNFIT',
      message: expect.stringContaining('20.10'),
    });
    expect(fitness(facts({ OSType: 'windows' }))?.message).toContain('windows');
    const podman = facts({}, { Components: [{ Name: 'Podman Engine' }] });
    expect(fitness(podman)).toMatchObject({
      message: expect.stringContaining('Podman'),
      seen: [
        ['engine', 'Podman 28.2.2, cgroup v2'],
        ['works', expect.any(String)],
        ['does not', expect.any(String)],
      ],
    });
    const rootless = facts({
      CPUSet: false,
      SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless'],
    });
    expect(describeEngine(rootless)).toBe('Docker Engine 28.2.2, cgroup v2, rootless');
    expect(fitness(rootless)?.fix[0]).toContain('Delegate=cpu cpuset io memory pids');
    expect(fitness(facts({ CPUSet: false }))?.code).toBe('LAB_DOCKER_UNFIT');
  });

  it('in a virtual machine is fit, with a note on what pinning means there', () => {
    const desktop = facts({ OperatingSystem: 'Docker Desktop', KernelVersion: '6.10.14-linuxkit' });
    expect(fitness(desktop)).toBeNull();
    expect(engineNotes(desktop).join(' ')).toMatch(/virtual machine.*another kernel/);
  });
});

describe('versions of the API', () => {
  it('are compared by number', () => {
    expect(compareVersions('1.9', '1.41')).toBeLessThan(0);
    expect(compareVersions('1.41', '1.41')).toBe(0);
    expect(compareVersions('2.0', '1.99')).toBeGreaterThan(0);
    expect(compareVersions('', '1.41')).toBeLessThan(0);
  });
});
