import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import { policyFor } from '../../src/domain/policy.ts';
import type { PastStep, PolicyDecision, StepPolicy } from '../../src/domain/step-policy.ts';
import type { Verdict } from '../../src/domain/verdict-types.ts';

const ladder = (stopAfterFailed: number | null): StepPolicy =>
  policyFor({
    policy: { kind: 'ladder', ratesPerSec: [10, 20, 30, 40, 50], stopAfterFailed },
    step: { durationS: 8 },
    objective: DEFAULT_OBJECTIVE,
  });

/** Plays a launch: the n-th step gets the n-th verdict. */
function play(policy: StepPolicy, verdicts: readonly Verdict[]): { steps: PastStep[]; end: PolicyDecision } {
  const steps: PastStep[] = [];
  for (;;) {
    const decision = policy.next(steps);
    const verdict = verdicts[steps.length];
    if (decision.kind === 'stop' || verdict === undefined) return { steps, end: decision };
    const { ratePerSec, index, attempt, purpose } = decision;
    steps.push({ ratePerSec, index, attempt, purpose, verdict, reason: 'objective-met', bottleneck: null });
  }
}

const told = (steps: readonly PastStep[]): string[] =>
  steps.map((s) => `${s.ratePerSec}#${s.index}.${s.attempt}`);

describe('the ladder', () => {
  it('offers every rate once in order and then stops', () => {
    const { steps, end } = play(ladder(2), ['held', 'held', 'undecided', 'held', 'failed']);
    expect(told(steps)).toEqual(['10#1.1', '20#2.1', '30#3.1', '40#4.1', '50#5.1']);
    expect(end).toEqual({ kind: 'stop', reason: 'every rate was offered' });
  });

  it('stops after two failed steps in a row, and only in a row', () => {
    expect(play(ladder(2), ['held', 'failed', 'failed', 'held']).steps).toHaveLength(3);
    expect(play(ladder(2), ['failed', 'held', 'failed', 'undecided', 'failed']).steps).toHaveLength(5);
    expect(play(ladder(null), Array(5).fill('failed')).steps).toHaveLength(5);
    expect(play(ladder(1), ['failed']).end).toEqual({ kind: 'stop', reason: 'a step failed' });
  });

  it('retries at most three times in a launch, however many steps are invalid', () => {
    const { steps } = play(ladder(2), Array(20).fill('invalid'));
    expect(told(steps)).toEqual([
      '10#1.1',
      '10#1.2',
      '10#1.3',
      '20#2.1',
      '20#2.2',
      '30#3.1',
      '40#4.1',
      '50#5.1',
    ]);
  });

  it('offers an invalid step again at most twice, then goes on', () => {
    const { steps } = play(ladder(2), [
      'invalid',
      'invalid',
      'invalid',
      'held',
      'invalid',
      'held',
      'held',
      'held',
    ]);
    expect(told(steps)).toEqual([
      '10#1.1',
      '10#1.2',
      '10#1.3',
      '20#2.1',
      '30#3.1',
      '30#3.2',
      '40#4.1',
      '50#5.1',
    ]);
  });

  it('counts a step left invalid neither as failed nor as held', () => {
    const { steps } = play(ladder(2), ['failed', 'invalid', 'invalid', 'invalid', 'failed', 'held']);
    expect(told(steps).at(-1)).toBe('30#3.1');
  });

  it('ends for any verdicts, within its bounds, and goes on the same when fed its record again', () => {
    const verdicts = fc.array(fc.constantFrom<Verdict>('held', 'failed', 'undecided', 'invalid'), {
      minLength: 15,
      maxLength: 15,
    });
    fc.assert(
      fc.property(verdicts, fc.nat(14), (given, cut) => {
        const { steps, end } = play(ladder(2), given);
        expect(end.kind).toBe('stop');
        expect(new Set(steps.map((s) => s.index)).size).toBeLessThanOrEqual(ladder(2).maxSteps);
        expect(Math.max(...steps.map((s) => s.attempt))).toBeLessThanOrEqual(3);
        const resumed = ladder(2).next(steps.slice(0, cut));
        const next = steps[cut];
        if (next === undefined) expect(resumed.kind).toBe('stop');
        else
          expect(resumed).toMatchObject({
            kind: 'step',
            index: next.index,
            attempt: next.attempt,
            durationS: 8,
          });
      }),
    );
  });
});
