import { describe, expect, it } from 'vitest';
import { busiestDependency, dependencyFigures, usedOf } from '../../src/domain/dependency-cpu.ts';
import { hostSecond } from '../../src/domain/host-second.ts';
import type { HostSample, SecondSample } from '../../src/domain/samples.ts';

const figures = (shares: Readonly<Record<string, number | null>>) =>
  Object.entries(shares).map(([service, cpuShare]) => ({ service, cpuShare, rssMb: 5 }));

describe('how near a dependency is to its end', () => {
  it('is its share of the CPUs where it has them for itself', () => {
    const busiest = busiestDependency(figures({ db: 0.97 }), { cpus: 2, othersCpus: [] });
    expect(busiest?.service).toBe('db');
    expect(busiest?.share).toBeCloseTo(0.97, 10);
  });

  it('is at its end with half of a CPU, where a generator that never rests has the other half', () => {
    expect(busiestDependency(figures({ db: 0.5 }), { cpus: 1, othersCpus: [0.5] })?.share).toBe(1);
  });

  it('is idle beside a generator that never rests: what that took, nobody else wanted', () => {
    const busiest = busiestDependency(figures({ db: 0.02 }), { cpus: 1, othersCpus: [0.98] });
    expect(busiest?.share).toBeCloseTo(0.04, 10);
  });

  it('is at its end with what a generator that rests has left', () => {
    expect(busiestDependency(figures({ db: 0.85 }), { cpus: 1, othersCpus: [0.1] })?.share).toBeCloseTo(
      0.944,
      3,
    );
  });

  it('names the one of several that is nearest to it', () => {
    const busiest = busiestDependency(figures({ cache: 0.05, db: 0.9, queue: null }), {
      cpus: 1,
      othersCpus: [],
    });
    expect(busiest?.service).toBe('db');
    expect(busiest?.share).toBeCloseTo(0.947, 3);
    // Three of equal weight that share what a busy generator leaves have a quarter each.
    const equal = figures({ a: 0.25, b: 0.25, c: 0.25 });
    expect(busiestDependency(equal, { cpus: 1, othersCpus: [0.25] })?.share).toBe(1);
  });

  it('takes an idle neighbour for one that leaves its part to the others', () => {
    const busiest = busiestDependency(figures({ db: 0.34, cache: 0.01 }), { cpus: 1, othersCpus: [0.65] });
    expect(busiest?.service).toBe('db');
    // Half of what the cache left was to be had: (1 - 0.01) / 2.
    expect(busiest?.share).toBeCloseTo(0.34 / 0.495, 10);
  });

  it('is unknown without one, or where none could be read', () => {
    expect(busiestDependency([], { cpus: 1, othersCpus: [] })).toBeNull();
    expect(busiestDependency(figures({ db: null }), { cpus: 1, othersCpus: [] })).toBeNull();
  });

  it('takes of somebody else only what may have been on the same CPUs', () => {
    expect(usedOf([1], [1], 0.4)).toBeCloseTo(0.4, 10);
    expect(usedOf([0], [0, 1, 2, 3], 2)).toBeCloseTo(0.5, 10);
    expect(usedOf([0], [1, 2], 2)).toBeNull();
  });
});

const host = (atMs: number, idleUs: number): HostSample => ({
  atMs,
  cpus: new Map([[0, { userUs: 0, systemUs: 0, irqUs: 0, softirqUs: 0, stealUs: 0, idleUs }]]),
  listenOverflows: null,
  listenDrops: null,
  tcpRetransmits: null,
  pressureCpuUs: null,
  pressureMemoryUs: null,
  frequencyMhz: null,
  loadAverage: null,
  softirqInTasks: null,
});
/** A look at second `n`, with a database that uses 0.6 of a CPU and was read 40 ms later. */
const look = (n: number, dependencies = true): SecondSample => ({
  host: host(n * 1000, n * 100_000),
  contender: {
    atMs: n * 1000,
    cpuUs: n * 300_000,
    rssMb: 50,
    processes: 1,
    throttling: null,
    workers: [],
    ...(dependencies
      ? { dependencies: [{ service: 'db', atMs: n * 1000 + 40, cpuUs: n * 600_000 + 24_000, rssMb: 20 + n }] }
      : {}),
  },
});

describe('the figures of a step', () => {
  it('are of the counted load, by the times at which a dependency itself was read', () => {
    const samples = [0, 1, 2, 3, 4].map((n) => look(n));
    const [db, ...others] = dependencyFigures(samples, { fromMs: 1500, toMs: 3500 }, 1);
    expect(db).toMatchObject({ service: 'db', rssMb: 24 });
    expect(db?.cpuShare).toBeCloseTo(0.6, 6);
    expect(others).toEqual([]);
    expect(dependencyFigures(samples, { fromMs: 1500, toMs: 3500 }, 2)[0]?.cpuShare).toBeCloseTo(0.3, 6);
  });

  it('say nothing of one that was read once, and there are none without dependencies', () => {
    expect(dependencyFigures([look(0)], { fromMs: 0, toMs: 1000 }, 1)[0]?.cpuShare).toBeNull();
    expect(dependencyFigures([look(0, false), look(1, false)], { fromMs: 0, toMs: 1000 }, 1)).toEqual([]);
  });
});

it('a dependency on the CPU of the service is no stranger there', () => {
  const roles = { server: [0], load: [1], dependencies: [0], pinned: true };
  expect(hostSecond(0, look(0), look(1), roles).foreignShare).toBeCloseTo(0, 6);
  // Away from it, as it is with two CPUs or more, what is used there is others' use.
  const apart = { ...roles, dependencies: [1] };
  expect(hostSecond(0, look(0), look(1), apart).foreignShare).toBeCloseTo(0.6, 6);
});
