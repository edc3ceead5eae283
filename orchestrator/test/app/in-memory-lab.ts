import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { MachineFacts } from '../../src/domain/machine-facts.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import type { LabParts } from '../../src/lab/parts.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';
import type { Runtime } from '../../src/ports/runtime.ts';
import { fakeParts, heldLoad, scenario, spec } from '../lab/fakes.ts';
import { MACHINE } from '../report/fixture.ts';

export const FACTS = {
  ...MACHINE,
  distribution: null,
  smtSiblings: null,
  numaNodes: null,
  memoryMb: 8192,
  container: null,
  cgroup: null,
  governor: null,
  turbo: null,
  onBattery: null,
  loadAverage: [],
  openFilesLimit: null,
  ephemeralPorts: null,
  somaxconn: null,
  mitigations: null,
  ownLimits: null,
  versions: {},
  pinning: 'taskset',
} as const satisfies MachineFacts;

export interface World {
  /** CPU-µs per request of a contender in its nth launch, from 1. */
  readonly costUs?: (contender: string, launch: number) => number;
  /** The highest rate each contender holds; above it every tenth request fails. */
  readonly holdsPerSec?: (contender: string) => number;
  readonly contenders?: readonly string[];
  /** What the block of each of them says. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly machine?: Partial<MachineFacts>;
  readonly commit?: string;
  readonly scenario?: Scenario;
}

/** Each lab begins an hour after the one before, so that no two runs have one id. */
let labsSoFar = 0;

/** The whole lab in memory: virtual time, contenders and load that are made up; only the runs are files. */
export function inMemoryLab(world: World = {}): LabApp {
  const { contenders = ['a', 'b'], costUs = () => 50, holdsPerSec = () => 1e6 } = world;
  let running = { id: '', launch: 0, usedUs: 0 };
  const loadOf = (order: LoadOrder) => {
    const load = heldLoad(order);
    const { planned } = load.counts;
    running.usedUs += planned * costUs(running.id, running.launch);
    if (order.ratePerSec <= holdsPerSec(running.id)) return load;
    const errors = Math.round(planned / 10);
    return { ...load, counts: { ...load.counts, ok: planned - errors, errors }, okInLoad: planned - errors };
  };
  const parts = fakeParts([], {});
  labsSoFar += 1;
  const beginsMs = labsSoFar * 3_600_000;
  const generator: LabParts['generator'] = (name) => {
    const fake = parts.generator(name);
    return {
      ...fake,
      open: async (options) => ({
        ...(await fake.open(options)),
        start: (order) => ({
          // The first look at the contender comes before the load, the last one after it.
          result: parts.clock.sleep(order.durationS * 1000).then(() => loadOf(order)),
        }),
      }),
    };
  };
  const runtime: Runtime = {
    name: 'process',
    description: 'in memory',
    generators: ['builtin'],
    engine: null,
    notes: [],
    locks: { acquire: async () => ({ [Symbol.asyncDispose]: async () => undefined }), held: async () => [] },
    prepare: async ({ specs }) => ({ specs, images: [], programs: [] }),
    open: async () => ({
      contenders: {
        name: 'process',
        start: async (which, options) => {
          running = { id: which.id, launch: running.launch + 1, usedUs: 0 };
          const started = await parts.runtime.start(which, options);
          const sampleResources = async () => ({
            ...(await started.sampleResources()),
            cpuUs: running.usedUs,
          });
          return { ...started, sampleResources };
        },
      },
      probe: parts.probe,
      host: parts.host as never,
      generator,
      startNullResponder: () => Promise.reject(new Error('not asked for')),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    endLeftovers: async () => [],
  };
  const app: Partial<LabApp> = {
    clock: { ...parts.clock, wallMs: () => parts.clock.wallMs() + beginsMs },
    host: { facts: async () => ({ ...FACTS, ...world.machine }), sample: parts.host.sample },
    probe: parts.probe,
    lab: {
      version: '0.1.0',
      commit: world.commit ?? 'abc',
      dirty: false,
      node: '26.10.0',
      nodeFallback: null,
    },
    loadScenario: async () => world.scenario ?? scenario,
    contenders: {
      list: async () => contenders.map((id) => ({ ...spec(id), settings: world.settings ?? {} })),
    },
    rightResponse: () => undefined,
    store: (results) => fileStore(results, () => ({})),
    startGuard: async () => ({ watch() {}, forget() {}, [Symbol.asyncDispose]: async () => undefined }),
    processes: runtime,
    docker: () => Promise.reject(new LabError('LAB_DOCKER_UNREACHABLE', 'Docker did not answer.')),
    openSink: () => ({ take() {}, close: async () => ({ points: 0, written: 0, problem: null }) }),
    stack: async () => null,
    retreat: () => undefined,
    checks: async () => [],
    drawReport: async ({ record }) => ({ 'report.html': `report of ${record.id}\n` }),
    freshSeed: () => 7,
    fixedWork: {
      program: () => Promise.reject(new LabError('LAB_BUILD_FAILED', 'There is nothing to build in memory.')),
    } as never,
  };
  return app as LabApp;
}
