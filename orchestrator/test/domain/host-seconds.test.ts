import { describe, expect, it } from 'vitest';
import { hostSecond, type RoleCpus } from '../../src/domain/host-second.ts';
import { hostSeconds } from '../../src/domain/host-seconds.ts';
import type { CpuTimes, SecondSample } from '../../src/domain/samples.ts';

const roles: RoleCpus = { server: [0], load: [1], pinned: true };

/** A machine of two CPUs after `atMs`, whose CPUs spent their time as given (idle by what is left). */
function evidence(
  atMs: number,
  server: Partial<CpuTimes>,
  ownUs: number | null,
  load: Partial<CpuTimes> = {},
): SecondSample {
  const cpu = (part: Partial<CpuTimes>): CpuTimes => {
    const times = { userUs: 0, systemUs: 0, irqUs: 0, softirqUs: 0, stealUs: 0, idleUs: 0, ...part };
    const used = times.userUs + times.systemUs + times.irqUs + times.softirqUs + times.stealUs;
    return { ...times, idleUs: part.idleUs ?? atMs * 1000 - used };
  };
  return {
    host: {
      atMs,
      softirqInTasks: true,
      cpus: new Map([
        [0, cpu(server)],
        [1, cpu(load)],
      ]),
      listenOverflows: null,
      listenDrops: null,
      tcpRetransmits: null,
      pressureCpuUs: null,
      pressureMemoryUs: null,
      frequencyMhz: null,
      loadAverage: null,
    },
    contender:
      ownUs === null ? null : { atMs, cpuUs: ownUs, rssMb: 1, processes: 1, throttling: null, workers: [] },
  };
}

const start = evidence(0, {}, 0);

describe('hostSecond', () => {
  it('accuses nobody when the contender alone is busy, whatever the sampled user time says', () => {
    const after = evidence(1000, { userUs: 570_000, idleUs: 500_000 }, 500_000);
    expect(hostSecond(0, start, after, roles)).toMatchObject({ foreignShare: 0, serverCpuShare: 0.5 });
  });

  it('finds what others used on the server CPUs', () => {
    const after = evidence(1000, { userUs: 600_000 }, 500_000);
    expect(hostSecond(0, start, after, roles).foreignShare).toBeCloseTo(0.1, 6);
  });

  it('leaves interrupts out where the kernel does not charge them to tasks, or does not say', () => {
    const after = evidence(1000, { userUs: 500_000, softirqUs: 200_000 }, 500_000);
    expect(hostSecond(0, start, after, roles).foreignShare).toBeCloseTo(0.2, 6);
    expect(
      hostSecond(0, start, { ...after, host: { ...after.host, softirqInTasks: null } }, roles).foreignShare,
    ).toBe(0);
    expect(hostSecond(0, start, after, roles).softirqShare).toBeCloseTo(0.2, 6);
  });

  it('is never negative when the contender was charged more than the CPU was busy', () => {
    const after = evidence(1000, { userUs: 400_000 }, 450_000);
    expect(hostSecond(0, start, after, roles).foreignShare).toBe(0);
  });

  it('takes the steal of the worse role, and does not call it foreign', () => {
    const after = evidence(1000, { userUs: 500_000, stealUs: 20_000 }, 500_000, { stealUs: 300_000 });
    const second = hostSecond(0, start, after, roles);
    expect(second.stealShare).toBeCloseTo(0.3, 6);
    expect(second.foreignShare).toBeCloseTo(0, 6);
  });

  it('cannot tell foreign use without the contender or without pinning', () => {
    const after = evidence(1000, { userUs: 500_000 }, null);
    expect(hostSecond(0, start, after, roles)).toMatchObject({ foreignShare: null, serverCpuShare: 0.5 });
    const unpinned = { ...roles, pinned: false };
    expect(hostSecond(0, start, evidence(1000, {}, 0), unpinned).foreignShare).toBeNull();
  });

  it('does not count the generator as foreign on the one CPU both share', () => {
    const one: RoleCpus = { ...roles, load: [0] };
    const before = { ...start, generatorCpuUs: 0 };
    const after = { ...evidence(1000, { userUs: 800_000 }, 500_000), generatorCpuUs: 300_000 };
    expect(hostSecond(0, before, after, one).foreignShare).toBeCloseTo(0, 6);
    // Not read, it cannot be told from a stranger: no evidence, and not a step full of noise.
    expect(hostSecond(0, start, evidence(1000, { userUs: 800_000 }, 500_000), one).foreignShare).toBeNull();
  });

  it('says nothing of CPUs it has no numbers for', () => {
    const nowhere: RoleCpus = { ...roles, server: [9], load: [9] };
    const second = hostSecond(3, start, evidence(1000, {}, 0), nowhere);
    expect(second).toEqual({
      index: 3,
      stealShare: 0,
      foreignShare: null,
      serverCpuShare: 0,
      softirqShare: 0,
    });
  });
});

describe('hostSeconds', () => {
  it('places readings taken at another phase on the seconds of the step', () => {
    // 100 % busy from 1,500 to 2,500 ms, idle else, read at 500, 1,500, 2,500, 3,500 ms.
    const readings = [500, 1500, 2500, 3500].map((atMs) => {
      const busyUs = Math.min(Math.max(atMs - 1500, 0), 1000) * 1000;
      return evidence(atMs, { userUs: busyUs }, busyUs);
    });
    const seconds = hostSeconds(readings, { startAtMs: 1000, seconds: 2 }, roles);
    expect(seconds.map(({ index }) => index)).toEqual([0, 1]);
    expect(seconds.map(({ serverCpuShare }) => serverCpuShare)).toEqual([0.5, 0.5]);
    expect(seconds.every(({ foreignShare }) => Math.abs(foreignShare ?? 1) < 1e-9)).toBe(true);
  });

  it('leaves out seconds that nobody read', () => {
    const readings = [0, 1000, 2000].map((atMs) => evidence(atMs, {}, 0));
    const seconds = hostSeconds(readings, { startAtMs: 0, seconds: 5 }, roles);
    expect(seconds.map(({ index }) => index)).toEqual([0, 1]);
  });
});
