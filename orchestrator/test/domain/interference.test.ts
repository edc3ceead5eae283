import { describe, expect, it } from 'vitest';
import {
  busyShare,
  firstOfNextPair,
  interferenceOf,
  interferenceWarning,
  interferes,
  type WorkPair,
} from '../../src/domain/interference.ts';
import type { CpuTimes, HostSample } from '../../src/domain/samples.ts';

const pair = (ratio: number, idleLoadCpuShare: number | null = 0.02): WorkPair => ({
  idle: { rounds: 1000, cpuUs: 100_000, wallUs: 300_000, loadCpuShare: idleLoadCpuShare },
  // Fewer rounds in less CPU time: only what a round costs may count.
  busy: { rounds: 500, cpuUs: 50_000 * ratio, wallUs: 300_000, loadCpuShare: 1 },
});

const many = (n: number, ratio: number, idleLoadCpuShare: number): WorkPair[] =>
  Array.from({ length: n }, () => pair(ratio, idleLoadCpuShare));

describe('interference', () => {
  // SciPy 1.16: exp of stats.t.interval(0.95, n - 1, mean, sem) of the logarithms.
  // exp(scipy.stats.t.interval(0.95, n - 1, mean, sem)) of the logarithms
  it.each([
    {
      ratios: [1.31, 1.42, 1.29, 1.55, 1.38, 1.47, 1.36, 1.44, 1.4, 1.33],
      want: [1.3930152, 1.3382663, 1.45000389],
    },
    {
      ratios: [1.02, 0.97, 1.01, 0.99, 1.05, 0.96, 1, 1.01, 0.98, 1.03, 0.95],
      want: [0.9968436, 0.97644789, 1.01766533],
    },
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
    const counted = [pair(1.3, null), ...many(9, 1.4, 0.2)];
    const found = interferenceOf([pair(1, 0.9), ...counted, pair(1, 0.21)]);
    expect(found).toMatchObject({ ...interferenceOf(counted), pairsLeftOut: 2 });
    expect(found?.pairRatios).toHaveLength(10);
  });

  it.each([
    ['nothing', []],
    ['nine pairs', many(9, 1.4, 0)],
    ['load CPUs that never idle', many(40, 1, 0.8)],
    [
      'work that did not get to run',
      Array.from({ length: 40 }, (): WorkPair => {
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

  it('is said by a run as a ratio with its interval, and only where it matters', () => {
    const found = { confidence: 0.95, pairRatios: [], pairsLeftOut: 0 };
    expect(interferenceWarning({ ...found, ratio: 1.4, low: 1.3, high: 1.507 })).toMatchObject({
      code: 'interference',
      message: expect.stringContaining('1.40 × the CPU time while the load CPUs are busy (1.30 to 1.51)'),
    });
    expect(interferenceWarning({ ...found, ratio: 1.04, low: 1.03, high: 1.05 })).toBeNull();
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

  it('ends with thirty pairs that count, or with forty of any kind', () => {
    expect(firstOfNextPair(many(29, 1, 0), () => 0)).toBe('idle');
    expect(firstOfNextPair(many(30, 1, 0), () => 0)).toBeNull();
    expect(firstOfNextPair([...many(29, 1, 0), ...many(10, 1, 1)], () => 0)).toBe('idle');
    expect(firstOfNextPair([...many(29, 1, 0), ...many(11, 1, 1)], () => 0)).toBeNull();
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
