import { Histogram } from '@framework-lab/protocol/histogram';
import { noCounts } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { generatorNoise, noiseCredit } from '../../src/domain/noise-credit.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import { evidence, simulatedStep, stepLoad } from './simulated-step.ts';

/** Lag of a generator at 1,000/s that stands still for `stopMs`, `times` in 10 s. */
function lagOfStops(stopMs: number, times: number): Histogram {
  const lag = new Histogram();
  for (let i = 0; i < 10_000; i++) lag.record(i < stopMs * times ? (i % stopMs) * 1000 : 50);
  return lag;
}

describe('what the generator did', () => {
  it('starved the service only for as long as a stop outlasts what the pool holds', () => {
    // 8 connections at 1,000/s are 8 ms of work: of each stop of 20 ms the service idles for 12.
    const load = stepLoad([], { schedulerLag: lagOfStops(20, 50) });
    expect(generatorNoise(load, 1000, 8).starvedShare).toBeCloseTo(0.06, 1);
    expect(generatorNoise(load, 1000, 64)).toEqual({ stoppedInLeadIn: false, starvedShare: 0 });
    expect(generatorNoise(stepLoad([]), 1000, 8).starvedShare).toBe(0);
  });

  it('is seen in the lead-in by what it dropped there', () => {
    const load = stepLoad([], { leadIn: { ...noCounts(), dropped: 1 } });
    expect(generatorNoise(load, 1000, 64).stoppedInLeadIn).toBe(true);
  });

  it('is credited where it may have made the backlog, and only there', () => {
    const quiet = simulatedStep(
      { capacityPerSec: 2000, service: 'fixed' },
      { ratePerSec: 1000, durationS: 8, pacing: 'paced', seed: 1 },
    );
    const windows = quiet.load.windows.map((window, i) => ({
      ...window,
      lagUs: { p50: 50, p99: 19_000, max: 20_000 },
      inFlightMean: 30 * i,
    }));
    const step = (schedulerLag: Histogram, connections: number) => ({
      ...evidence({ ...quiet.load, windows, schedulerLag, drainMs: 300 }, { ratePerSec: 1000, durationS: 8 }),
      connections,
    });
    expect(judgeStep(step(lagOfStops(20, 50), 8)).verdict).not.toBe('failed');
    expect(judgeStep(step(lagOfStops(20, 50), 64))).toMatchObject({ verdict: 'failed', reason: 'backlog' });
  });
});

it('noise weighs on the seconds after it, and a stop also on what was sent before it', () => {
  const { load } = simulatedStep(
    { capacityPerSec: 2000, service: 'fixed' },
    { ratePerSec: 400, durationS: 5, pacing: 'paced', seed: 1 },
  );
  const windows = load.windows.map((w) => ({
    ...w,
    lagUs: { p50: 0, p99: 0, max: w.index === 2 ? 30_000 : 0 },
  }));
  const second = { index: 2, stealShare: 0.2, foreignShare: 0.1, serverCpuShare: 0.5, softirqShare: 0 };
  const quiet = { stoppedInLeadIn: false, starvedShare: 0 };
  const noisy = windows.filter((w) => w.index === 2);
  const credit = noiseCredit(windows, noisy, new Map([[2, second]]), quiet);
  expect(windows.map((w) => Math.round(credit.addedMs(w)))).toEqual([30, 30, 360, 330, 330]);
});
