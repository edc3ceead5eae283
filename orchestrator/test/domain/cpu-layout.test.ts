import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CpuChoice, chooseCpuLayout } from '../../src/domain/cpu-layout.ts';

const cpus = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const machine = (n: number, more: Partial<CpuChoice> = {}): CpuChoice => ({
  available: cpus(n),
  smtSiblings: cpus(n).map((cpu) => [cpu]),
  numaNodes: [cpus(n)],
  pinning: true,
  server: null,
  load: null,
  ...more,
});
const roles = (choice: CpuChoice) => {
  const { server, load, housekeeping } = chooseCpuLayout(choice);
  return { server, load, housekeeping };
};

describe('the CPU layout', () => {
  it('divides machines of every size by whole cores', () => {
    expect(roles(machine(2))).toEqual({ server: [0], load: [1], housekeeping: [1] });
    expect(roles(machine(3))).toEqual({ housekeeping: [0], server: [1], load: [2] });
    expect(roles(machine(4))).toEqual({ housekeeping: [0], server: [1], load: [2, 3] });
    expect(roles(machine(8))).toEqual({ housekeeping: [0, 1], server: [2, 3], load: [4, 5, 6, 7] });
  });

  it('says that housekeeping shares the load CPU on two cores', () => {
    const layout = chooseCpuLayout(machine(2));
    expect(layout).toMatchObject({ rankable: true, notes: ['housekeeping shares the load CPUs 1'] });
  });

  it('keeps SMT siblings on one side', () => {
    const smtSiblings = [
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 7],
    ];
    expect(roles(machine(8, { smtSiblings }))).toEqual({
      housekeeping: [0, 4],
      server: [1, 5],
      load: [2, 3, 6, 7],
    });
    expect(roles(machine(8, { smtSiblings, server: [1] })).load).not.toContain(5);
  });

  it('splits a lone core, and says what that means', () => {
    const layout = chooseCpuLayout(machine(2, { smtSiblings: [[0, 1]] }));
    expect(layout).toMatchObject({ server: [0], load: [1] });
    expect(layout.notes.join()).toContain('share the core');
  });

  it('runs on one CPU without ranking, and where nothing can be pinned', () => {
    expect(chooseCpuLayout(machine(1))).toMatchObject({ server: [0], load: [0], rankable: false });
    expect(chooseCpuLayout(machine(1, { server: [0], load: [0] })).rankable).toBe(false);
    expect(chooseCpuLayout(machine(4, { pinning: false })).rankable).toBe(false);
  });

  it('lets explicit CPUs win', () => {
    expect(roles(machine(8, { server: [6, 7], load: [0, 1] }))).toMatchObject({
      server: [6, 7],
      load: [0, 1],
    });
    expect(roles(machine(2, { server: [1] }))).toEqual({ server: [1], load: [0], housekeeping: [0] });
    expect(roles(machine(4, { load: [0] })).server).not.toContain(0);
  });

  it.each([
    [{ server: [9] }, '--server-cpus names CPU 9'],
    [{ server: [0, 1], load: [1] }, 'CPU 1 is in --server-cpus and in --load-cpus'],
    [{ server: [0, 1, 2, 3] }, 'none is left for the load'],
    [{ load: [0, 1, 2, 3] }, 'none is left for the service'],
    [{ load: [] }, 'names no CPU'],
  ])('refuses %j', (asked, message) => {
    const act = () => chooseCpuLayout(machine(4, asked));
    expect(act).toThrow(
      expect.objectContaining({ code: 'LAB_CPUS_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('never lets service and load overlap, whatever the machine', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(31), { minLength: 2, maxLength: 24 }),
        fc.boolean(),
        (available, smt) => {
          const smtSiblings = smt ? cpus(16).map((core) => [2 * core, 2 * core + 1]) : null;
          const layout = chooseCpuLayout(machine(0, { available, smtSiblings, numaNodes: null }));
          expect(layout.server.length).toBeGreaterThan(0);
          expect(layout.load.length).toBeGreaterThan(0);
          expect(layout.housekeeping.length).toBeGreaterThan(0);
          expect(
            layout.server.filter((cpu) => layout.load.includes(cpu) || layout.housekeeping.includes(cpu)),
          ).toEqual([]);
          for (const cpu of [...layout.server, ...layout.load]) expect(available).toContain(cpu);
        },
      ),
    );
  });
});
