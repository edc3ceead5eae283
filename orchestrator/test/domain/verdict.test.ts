import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../../src/domain/step-evidence.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import type { Judgement } from '../../src/domain/verdict-types.ts';
import { siftWindows } from '../../src/domain/window-noise.ts';
import { simulatedStep } from './simulated-step.ts';

/** 400/s for 8 s against a service that is nowhere near its limit. */
const quiet = simulatedStep(
  { capacityPerSec: 2000, service: 'fixed' },
  { ratePerSec: 400, durationS: 8, pacing: 'paced', seed: 1 },
);

function judged(change: (step: StepEvidence) => Partial<StepEvidence>): Judgement {
  return judgeStep({ ...quiet, ...change(quiet) });
}

const withLoad = (change: Partial<StepEvidence['load']>) => (step: StepEvidence) => ({
  load: { ...step.load, ...change },
});
const withCounts = (change: Partial<StepEvidence['load']['counts']>) => (step: StepEvidence) =>
  withLoad({ counts: { ...step.load.counts, ...change } })(step);

const withLag = (lagged: number, p99Ms: number) => (step: StepEvidence) =>
  withLoad({
    windows: step.load.windows.map((w, i) =>
      i < lagged ? { ...w, lagUs: { ...w.lagUs, p99: p99Ms * 1000 } } : w,
    ),
  })(step);

describe('the verdict of a step', () => {
  it('is held when the objective is met, with the numbers in the sentence', () => {
    expect(judged(() => ({}))).toEqual({
      verdict: 'held',
      reason: 'objective-met',
      detail: '0% of requests took longer than 50 ms (between 0% and 0.094%); p99 allows 1%.',
      cleanWindows: 8,
      windows: 8,
      uncleanBy: {},
      overShare: 0,
      overShareSe: 0,
    });
  });

  it('is invalid when the step was cut short or the machine slept', () => {
    expect(judged(() => ({ interrupted: true }))).toMatchObject({
      verdict: 'invalid',
      reason: 'interrupted',
    });
    expect(judged(withLoad({ aborted: true }))).toMatchObject({ verdict: 'invalid', reason: 'interrupted' });
    const slept = withLoad({ elapsedMs: { monotonic: 8000, wall: 8501 } });
    expect(judged(slept)).toMatchObject({ verdict: 'invalid', reason: 'slept' });
    expect(judged(withLoad({ elapsedMs: { monotonic: 8000, wall: 8499 } })).verdict).toBe('held');
  });

  it('is failed, not invalid, when the service died, however the load ended', () => {
    const died = judged((step) => ({ ...withLoad({ aborted: true })(step), contenderDied: true }));
    expect(died).toMatchObject({ verdict: 'failed', reason: 'contender-died' });
    expect(judged(() => ({ contenderDied: true, interrupted: true })).reason).toBe('interrupted');
  });

  it('is invalid when the generator dropped more than 0.1 %', () => {
    expect(judged(withCounts({ dropped: 3 })).verdict).toBe('held');
    expect(judged(withCounts({ dropped: 4 }))).toMatchObject({ verdict: 'invalid', reason: 'dropped' });
  });

  it('is failed by errors only when they are too many to be chance', () => {
    // 3,200 requests and 0.1 % allowed: 3 are within, 4 are above but may be chance, 9 are not.
    expect(judged(withCounts({ errors: 3, ok: 3197 })).verdict).toBe('held');
    expect(judged(withCounts({ timeouts: 4, ok: 3196 }))).toMatchObject({
      verdict: 'undecided',
      reason: 'too-close',
    });
    expect(judged(withCounts({ errors: 4, timeouts: 3, unsent: 2, ok: 3191 }))).toMatchObject({
      verdict: 'failed',
      reason: 'errors',
      detail:
        '0.28% of 3,200 requests went wrong (4 errors, 3 timeouts, 2 never sent); the objective allows 0.1%.',
    });
  });

  it('is invalid when server and client count differently, but not by what failed', () => {
    // 3,200 in the step and 400 in the lead-in; 0.1 % of 3,600 is 3.
    for (const serverCompleted of [3597, 3600, 3603]) {
      expect(judged(() => ({ serverCompleted })).verdict).toBe('held');
    }
    for (const serverCompleted of [0, 3596, 3604, 7200]) {
      expect(judged(() => ({ serverCompleted }))).toMatchObject({
        verdict: 'invalid',
        reason: 'count-mismatch',
      });
    }
    const lost = judged((step) => ({
      ...withCounts({ errors: 40, ok: 3160, completed: 3160 })(step),
      serverCompleted: 3540,
    }));
    expect(lost).toMatchObject({ verdict: 'failed', reason: 'errors' });
  });

  it('sets noisy seconds aside, and says which', () => {
    expect(judged(withLag(8, 2.4))).toMatchObject({ cleanWindows: 8 });
    expect(judged(withLag(1, 2.6))).toMatchObject({
      verdict: 'held',
      cleanWindows: 7,
      uncleanBy: { 'scheduler-lag': 1 },
    });
    const host = quiet.host.map((second, i) => ({
      ...second,
      stealShare: i === 0 ? 0.11 : 0.1,
      foreignShare: i === 1 ? 0.2 : null,
    }));
    expect(judged(() => ({ host }))).toMatchObject({
      cleanWindows: 6,
      uncleanBy: { steal: 1, 'foreign-cpu': 1 },
    });
  });

  it('fails by backlog only when what piled up is also slow to drain', () => {
    const growing = (drainMs: number) => (step: StepEvidence) =>
      withLoad({ drainMs, windows: step.load.windows.map((w, i) => ({ ...w, inFlightMean: 5 * i })) })(step);
    expect(judged(growing(49)).verdict).toBe('held');
    expect(judged(growing(51))).toMatchObject({ verdict: 'failed', reason: 'backlog' });
  });

  it('puts missing answers down to a host that takes the CPU, wrong ones never', () => {
    const host = quiet.host.map((second) => ({ ...second, stealShare: 0.3 }));
    const noisy = (change: Partial<StepEvidence['load']['counts']>) =>
      judged((step) => ({ ...withCounts(change)(step), host }));
    expect(noisy({}).verdict).toBe('held');
    expect(noisy({ timeouts: 160 })).toMatchObject({ verdict: 'invalid', reason: 'unclean' });
    expect(noisy({ unsent: 1600 })).toMatchObject({ verdict: 'failed', reason: 'errors' });
    expect(noisy({ errors: 160 })).toMatchObject({ verdict: 'failed', reason: 'errors' });
  });

  it('leaves out the seconds beside a stall of the generator, without counting them as unclean', () => {
    const windows = quiet.load.windows.map((w, i) =>
      i === 4 ? { ...w, lagUs: { p50: 1, p99: 300, max: 26_000 } } : w,
    );
    const sifted = siftWindows(windows, [], quiet.objective);
    expect(sifted.judged.map((w) => w.index)).toEqual([0, 1, 2, 6, 7]);
    expect(sifted.clean).toHaveLength(8);
  });

  it('is undecided when one second is all there is', () => {
    const step = simulatedStep(
      { capacityPerSec: 2000, service: 'fixed' },
      { ratePerSec: 400, durationS: 1, pacing: 'paced', seed: 1 },
    );
    expect(judgeStep(step)).toMatchObject({ verdict: 'undecided', reason: 'too-close' });
  });

  it('does not overlook timeouts shorter than the objective', () => {
    const step = simulatedStep(
      { capacityPerSec: 200, service: 'fixed' },
      { ratePerSec: 400, durationS: 4, pacing: 'paced', seed: 1, timeoutMs: 500 },
    );
    const lenient = { ...step, objective: { quantile: 0.99, latencyMs: 1000, errorShare: 0.999 } };
    expect(judgeStep(lenient).verdict).toBe('failed');
  });

  it('judges the same evidence the same', () => {
    const again = simulatedStep(
      { capacityPerSec: 2000, service: 'fixed' },
      { ratePerSec: 400, durationS: 8, pacing: 'paced', seed: 1 },
    );
    expect(judgeStep(again)).toEqual(judgeStep(quiet));
  });
});
