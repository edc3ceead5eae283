import { describe, expect, it } from 'vitest';
import type { InterferenceApp } from '../../src/app/find-interference.ts';
import { warnOfInterference } from '../../src/app/warn-of-interference.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { fakeClock, fakeFixedWork, fakeSitting, planOf, quietHost } from '../lab/fakes.ts';

const LONG = { step: { durationS: 60, leadInS: 1 } } as const;

function world(ratio: number, log: string[], sitting = fakeSitting()): InterferenceApp {
  return {
    clock: fakeClock(),
    host: quietHost(),
    lab: { node: 'v26' },
    fixedWork: fakeFixedWork(log, ratio),
    sitting,
    freshSeed: () => 7,
  } as unknown as InterferenceApp;
}

const warned = (app: InterferenceApp, more: { resume?: RunRecord; scenario?: object } = {}) =>
  warnOfInterference(app, {
    runtime: { engine: null },
    machine: { pinning: 'taskset', cpuModel: 'x' },
    guard: { watch: () => undefined, forget: () => undefined, [Symbol.asyncDispose]: async () => undefined },
    plan: planOf(['a'], more.scenario ?? LONG),
    generator: { asked: 'builtin', k6CleanLimitPerSec: null },
    resume: more.resume ?? null,
    progress: () => undefined,
    signal: new AbortController().signal,
  });

describe('what a run says of interference', () => {
  it('is a warning where it matters, measured once a sitting', async () => {
    const log: string[] = [];
    const sitting = fakeSitting();
    const first = await warned(world(1.4, log, sitting));
    expect(first).toMatchObject([{ code: 'interference' }]);
    const worked = log.length;
    expect(await warned(world(1.4, log, sitting))).toEqual(first);
    expect(log).toHaveLength(worked);
    expect(await warned(world(1.02, []))).toEqual([]);
  });

  it('costs a short run and a resumed one nothing', async () => {
    const log: string[] = [];
    expect(await warned(world(1.4, log), { scenario: {} })).toEqual([]);
    expect(await warned(world(1.4, log), { resume: {} as RunRecord })).toEqual([]);
    expect(log).toEqual([]);
  });
});
