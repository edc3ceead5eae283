import { Histogram } from '@framework-lab/protocol/histogram';
import { noCounts } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { latencyMs, stepFigures } from '../../src/domain/step-figures.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import { simulatedStep, stepLoad } from './simulated-step.ts';

const filled = (n: number): Histogram => {
  const histogram = new Histogram();
  for (let i = 1; i <= n; i++) histogram.record(i * 1000);
  return histogram;
};

describe('percentiles', () => {
  it('are null until ten samples lie beyond them', () => {
    expect(latencyMs(filled(19))).toMatchObject({ p50: null, max: 19 });
    expect(latencyMs(filled(20)).p50).toBeCloseTo(10, 1);
    expect(latencyMs(filled(999)).p99).toBeNull();
    expect(latencyMs(filled(1000)).p99).toBeCloseTo(990, 0);
    expect(latencyMs(filled(1000)).p999).toBeNull();
    expect(latencyMs(new Histogram())).toEqual({
      mean: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
      max: null,
    });
  });
});

describe('the figures of a step', () => {
  const step = simulatedStep(
    { capacityPerSec: 400, service: 'fixed' },
    { ratePerSec: 500, durationS: 5, pacing: 'paced', seed: 1 },
  );
  const judgement = judgeStep(step);
  const context = { ratePerSec: 500, durationS: 5, judgement, generatorCpus: 2 };

  it('are per second of the step, and per CPU of the generator', () => {
    const figures = stepFigures(step.load, context);
    expect(figures).toMatchObject({
      verdict: 'failed',
      planned: 2500,
      ok: 2500,
      achievedPerSec: 500,
      detail: judgement.detail,
    });
    expect(figures.inFlight.slopePerSec).toBeCloseTo(100, -1);
    expect(figures.generator).toEqual({
      name: 'builtin',
      cpuUsPerRequest: 600,
      cpuShare: 0.15,
      rssMb: null,
    });
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });

  it('are of the time there was, where the step was cut short', () => {
    const load = { ...step.load, aborted: true, elapsedMs: { monotonic: 2500, wall: 2500 } };
    expect(stepFigures(load, context).achievedPerSec).toBe(1000);
  });

  it('achieve only what was answered while load was offered, where the generator can tell', () => {
    const achieved = (okInLoad: number | null) =>
      stepFigures({ ...step.load, okInLoad }, context).achievedPerSec;
    expect(achieved(2000)).toBe(400);
    expect(achieved(null)).toBe(500);
    // Answers to the lead-in may come in the load, but no more was wanted than was asked for.
    expect(achieved(2600)).toBe(500);
  });

  it('keep latency per request', () => {
    const byRequest = { order: { ...noCounts(), planned: 5, latency: filled(30) } };
    const figures = stepFigures({ ...step.load, byRequest }, context);
    expect(figures.byRequest['order']).toMatchObject({ planned: 5, latencyMs: { max: 30 } });
    expect(figures.byRequest['order']).not.toHaveProperty('latency');
  });

  it('say null where nothing was measured', () => {
    const idle = stepLoad([], { use: { wallUs: 0, cpuUs: 0, gcMaxUs: 0, gcUs: 0 } });
    const figures = stepFigures(idle, { ...context, durationS: 1 });
    expect(figures).toMatchObject({
      achievedPerSec: 0,
      generator: { cpuUsPerRequest: null, cpuShare: null },
      inFlight: { max: 0, slopePerSec: null },
    });
  });
});
