import { describe, expect, it } from 'vitest';
import { type CalibrateRequest, calibrateLab } from '../../src/app/calibrate-lab.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import { calibrationSchema } from '../../src/domain/calibration-schema.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import type { Runtime } from '../../src/ports/runtime.ts';
import { fakeClock, fakeFixedWork, fakeParts, fakeSitting, heldLoad, quietHost } from '../lab/fakes.ts';

const request: CalibrateRequest = {
  generator: 'auto',
  runtime: 'process',
  serverCpus: null,
  loadCpus: null,
  objective: DEFAULT_OBJECTIVE,
  connections: 64,
  fresh: false,
};
const nothing = { [Symbol.asyncDispose]: async () => undefined };

/** A machine on which the built-in generator delivers up to `ceilingPerSec`, and load slows work by 40 %. */
function world({
  cpus = [0, 1],
  ceilingPerSec = 30_000,
  pinning = 'taskset' as 'taskset' | null,
  sitting = fakeSitting(),
} = {}): { readonly app: LabApp; readonly log: string[] } {
  const log: string[] = [];
  const parts = fakeParts(log, {
    load: (order) => {
      const load = heldLoad(order);
      const dropped = order.ratePerSec > ceilingPerSec ? load.counts.planned / 2 : 0;
      return { ...load, counts: { ...load.counts, dropped, ok: load.counts.planned - dropped } };
    },
  });
  const processes: Pick<Runtime, 'generators' | 'locks'> & Partial<Runtime> = {
    name: 'process',
    description: 'processes',
    generators: ['builtin'],
    engine: null,
    notes: [],
    locks: { acquire: async () => nothing, held: async () => [] },
    prepare: async () => ({ specs: [], images: [], programs: ['generator-1.mjs'] }),
    open: async () => ({
      contenders: parts.runtime,
      probe: parts.probe,
      generator: parts.generator,
      startNullResponder: async () => ({ target: { address: '127.0.0.1', port: 1 }, ...nothing }),
      ...nothing,
    }),
    endLeftovers: async () => [],
  };
  const app = {
    clock: fakeClock(),
    host: {
      ...quietHost(),
      facts: async () => ({
        cpus,
        pinning,
        cpuModel: 'x',
        virtualMachine: null,
        smtSiblings: null,
        numaNodes: null,
      }),
    },
    lab: { version: '0', commit: 'c0ffee', dirty: false, node: 'v26', nodeFallback: null },
    fixedWork: fakeFixedWork(log, 1.4),
    processes,
    sitting,
    checks: async () => [],
    startGuard: async () => ({ watch: () => undefined, forget: () => undefined, ...nothing }),
    retreat: () => undefined,
    freshSeed: () => 7,
  } as unknown as LabApp;
  return { app, log };
}

const calibrated = ({ app }: { readonly app: LabApp }, more: Partial<CalibrateRequest> = {}) =>
  calibrateLab(app, { ...request, ...more }, () => undefined, new AbortController().signal);

describe('calibrate', () => {
  it('finds the ceiling and the interference, and leaves nothing running', async () => {
    const machine = world();
    const document = await calibrated(machine);
    expect(calibrationSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.interference?.ratio).toBeCloseTo(1.4, 6);
    expect(document).toMatchObject({
      interference: { cached: false, pairsLeftOut: 0 },
      ceilings: [{ generator: 'builtin', ratePerSec: 26_909, nextPerSec: 32_000, cached: false }],
      cpus: { server: [0], load: [1] },
    });
    for (const [began, ended] of [
      ['start 0', 'end 0'],
      ['start 1', 'end 1'],
      ['open generator', 'close generator'],
    ]) {
      const times = (what: string | undefined): number => machine.log.filter((line) => line === what).length;
      expect(times(ended)).toBe(times(began));
    }
  });

  it('keeps both for the sitting, under everything they depend on, until told to measure afresh', async () => {
    const sitting = fakeSitting();
    const first = await calibrated(world({ sitting }));
    const again = world({ sitting });
    const second = await calibrated(again);
    expect(again.log, 'nothing was measured').toEqual([]);
    expect(second.interference).toEqual({ ...first.interference, cached: true });
    expect(second.ceilings).toEqual(first.ceilings.map((ceiling) => ({ ...ceiling, cached: true })));

    const objective = { ...DEFAULT_OBJECTIVE, quantile: 0.9 };
    for (const more of [{ connections: 8 }, { objective }]) {
      const other = await calibrated(world({ sitting }), more);
      expect(other.ceilings[0]?.cached).toBe(false);
      expect(other.interference?.cached).toBe(true);
    }
    const swapped = await calibrated(world({ sitting }), { serverCpus: [1], loadCpus: [0] });
    expect([swapped.ceilings[0]?.cached, swapped.interference?.cached]).not.toContain(true);
    const fresh = await calibrated(world({ sitting }), { fresh: true });
    expect([fresh.ceilings[0]?.cached, fresh.interference?.cached]).toEqual([false, false]);
  });

  it('keeps no ceiling of a generator that delivered nothing: that may be this minute', async () => {
    const sitting = fakeSitting();
    const none = await calibrated(world({ sitting, ceilingPerSec: 0 }));
    expect(none.ceilings).toMatchObject([{ ratePerSec: null, nextPerSec: 500 }]);
    expect((await calibrated(world({ sitting }))).ceilings).toMatchObject([{ cached: false }]);
  });

  it('says why interference is unknown', async () => {
    const { interference, interferenceUnknown } = await calibrated(world({ pinning: null }));
    expect(interference).toBeNull();
    expect(interferenceUnknown).toBe('processes cannot be pinned here');
  });

  it('refuses one CPU, before anything is started', async () => {
    const machine = world({ cpus: [3] });
    await expect(calibrated(machine)).rejects.toMatchObject({ code: 'LAB_CPUS_INVALID' });
    expect(machine.log).toEqual([]);
  });

  it('refuses k6 where there is none', async () => {
    await expect(calibrated(world(), { generator: 'k6' })).rejects.toMatchObject({
      code: 'LAB_GENERATOR_UNAVAILABLE',
    });
  });
});
