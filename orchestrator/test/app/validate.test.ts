import { Histogram } from '@framework-lab/protocol/histogram';
import { expect, it } from 'vitest';
import type { LabApp } from '../../src/app/lab-app.ts';
import { type ValidateRequest, validate } from '../../src/app/validate.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { TRUTH_CASES } from '../../src/domain/truth/truth-cases.ts';
import type { LoadOrder } from '../../src/ports/load-generator.ts';
import type { Runtime } from '../../src/ports/runtime.ts';
import type { TruthPrograms } from '../../src/ports/truth-programs.ts';
import { fakeParts, heldLoad, spec } from '../lab/fakes.ts';

interface World {
  readonly cpus?: readonly number[];
  readonly load?: (order: LoadOrder) => StepLoad;
  readonly onStep?: () => void;
}

/** A machine on which every service answers everything after a millisecond. */
function world({ cpus = [0, 1], ...behaviour }: World = {}): {
  readonly app: LabApp;
  readonly log: string[];
} {
  const log: string[] = [];
  let served = 0;
  const parts = fakeParts(log, {
    load: (order) => {
      served = order.ratePerSec * order.durationS;
      return (behaviour.load ?? heldLoad)(order);
    },
    onStep: () => behaviour.onStep?.(),
  });
  const said = (text: string) => ({ [Symbol.asyncDispose]: async () => void log.push(text) });
  const processes: Pick<Runtime, 'locks' | 'prepare' | 'open'> = {
    locks: { acquire: async () => said('unlock'), held: async () => [] },
    prepare: async ({ specs }) => ({ specs, images: [], programs: [] }),
    open: async ({ guard }) => ({
      contenders: parts.runtime,
      probe: parts.probe,
      generator: (name) => {
        guard.watch(77);
        return parts.generator(name);
      },
      startNullResponder: () => Promise.reject(new Error('nobody needs one')),
      ...said('close runtime'),
    }),
  };
  const truth: TruthPrograms = {
    spec: (program, workers) => spec(`${program}-${workers}`),
    startVirtualServer: async () => {
      log.push('start server');
      return {
        target: { address: '127.0.0.1', port: 1 },
        record: async () => Array.from({ length: served }, (_, i) => [i, i + 1, i + 1, 'ok'] as const),
        ...said('stop server'),
      };
    },
    startHogs: async (count, { cpus: [cpu] }) => {
      log.push(`${count} hogs on ${cpu}`);
      return said('end hogs');
    },
    freeze: async (pid, forMs) => void log.push(`freeze ${pid} for ${forMs} ms`),
  };
  const machine = { cpus, pinning: 'taskset', smtSiblings: null, numaNodes: null, cpuModel: null };
  const app: Partial<LabApp> = {
    ...parts,
    host: { ...parts.host, facts: async () => machine as never },
    lab: { version: '1', commit: null, dirty: null, node: 'v26', nodeFallback: null },
    processes: processes as Runtime,
    truth,
    startGuard: async () => ({ watch() {}, forget() {}, ...said('end guard') }),
    checks: async () => [],
    retreat: () => undefined,
  };
  return { app: app as LabApp, log };
}

const QUIETLY: ValidateRequest = { mode: 'quick', progress: () => undefined, onTrial: () => undefined };
const run = (app: LabApp, request: Partial<ValidateRequest> = {}, signal = new AbortController().signal) =>
  validate(app, { ...QUIETLY, ...request }, signal);

it('measures every case once, ends what it starts, and counts the time that is left down to nothing', async () => {
  const { app, log } = world();
  const left: number[] = [];
  const card = await run(app, { onTrial: (_planned, _trial, remainingS) => left.push(remainingS) });
  expect(card.cases.map(({ id }) => id)).toEqual(TRUTH_CASES.map(({ id }) => id));
  expect(left).toHaveLength(TRUTH_CASES.length);
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(left.at(-1)).toBe(0);
  expect(log.slice(0, 5)).toEqual([
    'open generator',
    'start server',
    'load 400/s',
    'load 800/s',
    'stop server',
  ]);
  const hogs = log.indexOf('2 hogs on 0');
  expect(log.slice(hogs - 1, hogs + 4)).toEqual([
    'start odd-service-1',
    '2 hogs on 0',
    'load 150/s',
    'end hogs',
    'stop odd-service-1',
  ]);
  expect(log).toContain('4 hogs on 1');
  expect(log).toContain('freeze 77 for 300 ms');
  expect(log.slice(-4)).toEqual(['close generator', 'close runtime', 'end guard', 'unlock']);
  // Everything was answered at once, which is right for a queue and wrong for what was made to go wrong.
  expect(card.cases[0]).toMatchObject({ id: 'm-m-1', outcome: 'passed' });
  expect(card.cases.find(({ id }) => id === 'silence')?.trials[0]?.outcome).toBe('wrong');
  expect(card.outcome).toBe('failed');
  expect(card.notRun.map(({ id }) => id)).toEqual(['cpu-quota', 'capacity-d-d-1', 'capacity-m-m-1']);
});

/** Answers that are late, and nothing else that is wrong. */
function slowLoad(order: LoadOrder): StepLoad {
  const load = heldLoad(order);
  const late = (count: number): Histogram => {
    const latency = new Histogram();
    latency.record(100_000, count);
    return latency;
  };
  const windows = load.windows.map((window) => ({ ...window, latency: late(window.latency.count) }));
  return { ...load, latency: late(load.counts.planned), windows };
}

it('searches for capacities in the full set, launch after launch, and knows a wrong one', async () => {
  const cliff = (order: LoadOrder): StepLoad =>
    order.ratePerSec <= 1000 ? heldLoad(order) : slowLoad(order);
  const { app, log } = world({ load: cliff });
  const card = await run(app, { mode: 'full' });
  const [paced, poisson] = card.cases;
  expect(paced).toMatchObject({ id: 'capacity-d-d-1', outcome: 'passed', trials: [{ verdict: null }] });
  // These servers all hold 1,000/s, which is right for the one and too much for the other.
  expect(poisson).toMatchObject({ id: 'capacity-m-m-1', outcome: 'failed' });
  expect(poisson?.trials[0]?.said).toContain('at most 4 % above it');
  const before = log.slice(0, log.indexOf('load 400/s'));
  expect(before.filter((line) => line === 'start server')).toHaveLength(1 + 3 + 1);
  expect(before.slice(0, 6)).toEqual([
    'open generator',
    'start server',
    'load 300/s',
    'load 300/s',
    'load 600/s',
    'load 1200/s',
  ]);
  expect(card.notRun.map(({ id }) => id)).toEqual(['cpu-quota']);
});

/** Answers that are late where the schedule was late, too. */
function noisyLoad(order: LoadOrder): StepLoad {
  const load = heldLoad(order);
  const latency = new Histogram();
  latency.record(20_000, load.counts.planned);
  const lagUs = { p50: 1, p99: 19_000, max: 19_000 };
  return { ...load, latency, windows: load.windows.map((window) => ({ ...window, lagUs })) };
}

it('measures again what noise has spoilt, after all else and twice at most, and takes it for no pass', async () => {
  const { app } = world({ load: noisyLoad });
  const ids: string[] = [];
  const card = await run(app, { onTrial: ({ truthCase }) => ids.push(truthCase.id) });
  expect(ids.slice(0, TRUTH_CASES.length)).toEqual(TRUTH_CASES.map(({ id }) => id));
  expect(ids.filter((id) => id === 'm-m-1')).toHaveLength(3);
  expect(card.cases[0]).toMatchObject({
    id: 'm-m-1',
    outcome: 'cannot-tell',
    trials: [{ outcome: 'noise', attempts: 3 }],
  });
  expect(card.answers.measuredAgain).toBeGreaterThanOrEqual(2);
});

it('causes no bottleneck where service and load share a CPU, and says so', async () => {
  const { app } = world({ cpus: [0] });
  const { labels, notRun, cases } = await run(app);
  expect(labels).toBeNull();
  expect(cases.every(({ caused }) => caused === null)).toBe(true);
  expect(notRun).toHaveLength(TRUTH_CASES.filter(({ caused }) => caused !== null).length + 3);
});

it('gives no card of half a set, and leaves nothing running', async () => {
  const stop = new AbortController();
  const { app, log } = world({ onStep: () => stop.abort(new Error('enough')) });
  await expect(run(app, {}, stop.signal)).rejects.toThrow('half a card is none');
  expect(log.slice(-5)).toEqual(['stop server', 'close generator', 'close runtime', 'end guard', 'unlock']);
});
