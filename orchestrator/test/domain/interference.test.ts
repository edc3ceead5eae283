import { describe, expect, it } from 'vitest';
import {
  busyShare,
  firstOfNextPair,
  interferenceOf,
  interferes,
  type WorkPair,
} from '../../src/domain/interference.ts';
import type { CpuTimes, HostSample } from '../../src/domain/samples.ts';

const pair = (ratio: number, idleLoadCpuShare: number | null = 0.02): WorkPair => ({
  idle: { rounds: 1000, cpuUs: 100_000, wallUs: 300_000, loadCpuShare: idleLoadCpuShare },
  // Fewer rounds in less CPU time: only what a round costs may count.
  busy: { rounds: 500, cpuUs: 50_000 * ratio, wallUs: 300_000, loadCpuShare: 1 },
});

describe('interference', () => {
  // SciPy 1.16: exp of stats.t.interval(0.95, n - 1, mean, sem) of the logarithms.
  it.each([
    { ratios: [1.31, 1.42, 1.29, 1.55, 1.38, 1.47], want: [1.4004886, 1.30176777, 1.50669602] },
    { ratios: [1.02, 0.97, 1.01, 0.99], want: [0.99731447, 0.96255596, 1.03332812] },
  ])('of $ratios', ({ ratios, want: [ratio = 0, low = 0, high = 0] }) => {
    const found = interferenceOf(ratios.map((one) => pair(one)));
    expect(found?.ratio).toBeCloseTo(ratio, 7);
    expect(found?.low).toBeCloseTo(low, 7);
    expect(found?.high).toBeCloseTo(high, 7);
    expect(found).toMatchObject({ confidence: 0.95, pairsLeftOut: 0 });
    const kept = found?.pairRatios.map((one) => Number(one.toFixed(9)));
    expect(kept).toEqual(ratios);
  });

  it('leaves out pairs in which others kept the load CPUs busy, and says how many', () => {
    const pairs = [pair(1.3), pair(1, 0.9), pair(1.4), pair(1.3, null), pair(1.4), pair(1, 0.21)];
    expect(interferenceOf(pairs)).toMatchObject({ pairsLeftOut: 2 });
    expect(interferenceOf(pairs)?.pairRatios).toHaveLength(4);
  });

  it.each([
    ['nothing', []],
    ['three pairs', [pair(1), pair(1.1), pair(1)]],
    ['load CPUs that never idle', Array.from({ length: 14 }, () => pair(1, 0.8))],
    [
      'work that did not get to run',
      Array.from({ length: 14 }, (): WorkPair => {
        const { idle, busy } = pair(1);
        return { idle, busy: { ...busy, rounds: 0, cpuUs: 0 } };
      }),
    ],
  ])('cannot be told from %s', (_, pairs) => {
    expect(interferenceOf(pairs)).toBeNull();
  });

  it.each([
    [{ ratio: 1.4, low: 1.3 }, true],
    [{ ratio: 1.051, low: 1.01 }, true],
    [{ ratio: 1.05, low: 1.04 }, false],
    [{ ratio: 1.2, low: 0.9 }, false],
    [{ ratio: 1, low: 0.99 }, false],
  ])('%o matters: %s', (found, want) => {
    expect(interferes(found)).toBe(want);
  });
});

describe('the order of the phases', () => {
  const random = (values: readonly number[]): (() => number) => {
    const left = [...values];
    return () => left.shift() as number;
  };

  it('is drawn for each pair', () => {
    expect(firstOfNextPair([], random([0.1]))).toBe('idle');
    expect(firstOfNextPair([], random([0.9]))).toBe('busy');
  });

  it('ends with ten pairs that count, or with fourteen of any kind', () => {
    const many = (n: number, share: number) => Array.from({ length: n }, () => pair(1.2, share));
    expect(firstOfNextPair(many(9, 0), () => 0)).toBe('idle');
    expect(firstOfNextPair(many(10, 0), () => 0)).toBeNull();
    expect(firstOfNextPair([...many(9, 0), ...many(4, 1)], () => 0)).toBe('idle');
    expect(firstOfNextPair([...many(9, 0), ...many(5, 1)], () => 0)).toBeNull();
  });
});

describe('how busy CPUs were', () => {
  const times = (busyUs: number, idleUs: number): CpuTimes => ({
    userUs: busyUs,
    systemUs: 0,
    irqUs: 0,
    softirqUs: 0,
    stealUs: 0,
    idleUs,
  });
  const sample = (cpus: readonly (readonly [number, CpuTimes])[]): HostSample =>
    ({ cpus: new Map(cpus) }) as unknown as HostSample;

  it('is the mean over them; a CPU that was not read leaves it unknown', () => {
    const before = sample([
      [1, times(0, 0)],
      [2, times(500, 500)],
    ]);
    const after = sample([
      [1, times(100, 0)],
      [2, times(500, 600)],
    ]);
    expect(busyShare(before, after, [1])).toBe(1);
    expect(busyShare(before, after, [1, 2])).toBe(0.5);
    expect(busyShare(before, after, [1, 3])).toBeNull();
    expect(busyShare(before, before, [1])).toBeNull();
  });
});
