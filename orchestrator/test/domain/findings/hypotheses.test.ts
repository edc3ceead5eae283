import { describe, expect, test } from 'vitest';
import { brokenBy } from '../../../src/domain/findings/breaking.ts';
import { hypotheses } from '../../../src/domain/findings/hypotheses.ts';
import type { Hypothesis } from '../../../src/domain/hypothesis.ts';
import type { RepeatedLine } from '../../../src/domain/log-lines.ts';
import type { StepRecord } from '../../../src/domain/run-record.ts';
import { findingWords } from '../../../src/report/finding-words.ts';
import { contender, emptyRun, launch, step } from '../../report/fixture.ts';

const SAID = 'It stalls at 1,000.';

/** `koa` holds 400/s, and what is given at 1,000/s and above. */
function told(
  said: Omit<Hypothesis, 'said' | 'contender'>,
  steps: readonly StepRecord[],
  lines?: RepeatedLine[],
) {
  const run = emptyRun({
    contenders: [contender('koa', '3.1.0')],
    launches: [launch('koa', 1)],
    steps: [step('koa', 400), ...steps],
  });
  const record = {
    ...run,
    scenario: { ...run.scenario, hypotheses: [{ said: SAID, contender: 'koa', ...said }] },
  };
  const logs = lines === undefined ? {} : { logs: new Map([['koa', lines]]) };
  const [found] = hypotheses({ record, climbs: [], ...logs });
  if (found === undefined) throw new Error('no finding');
  return found;
}

const ERRORS = step('koa', 1000, { verdict: 'failed', reason: 'errors', errors: 380 });
const SLOW = step('koa', 1000, { verdict: 'failed', reason: 'latency', p99Ms: 812 });
const LATE = step('koa', 1000, { verdict: 'failed', reason: 'errors', timeouts: 400 });
const STALL: StepRecord = {
  ...LATE,
  bottleneck: { label: 'service-stalled', evidence: {}, sentence: 'Nothing was answered.' },
};
const DEADLOCK: RepeatedLine = {
  text: 'RuntimeError: would deadlock',
  count: 121,
  isLeast: false,
  inLoad: false,
};

describe('how a step broke', () => {
  const objective = emptyRun().objective;
  test.each([
    ['errors', ERRORS],
    ['latency', SLOW],
    ['latency', LATE],
    ['stall', STALL],
    ['both', step('koa', 1000, { verdict: 'failed', reason: 'errors', errors: 380, p99Ms: 812 })],
    ['both', step('koa', 1000, { verdict: 'failed', reason: 'errors', errors: 380, timeouts: 380 })],
    // p99.9 is 200 ms, and nobody asked for more than p99.
    ['errors', step('koa', 1000, { verdict: 'failed', reason: 'errors', errors: 380, p99Ms: 45 })],
    // One wrong answer is within what the objective allows.
    [null, step('koa', 1000, { verdict: 'failed', reason: 'contender-died', errors: 1 })],
  ] as const)('%s', (by, broken) => {
    expect(brokenBy(broken, objective)).toBe(by);
  });
});

describe('a hypothesis', () => {
  test('is confirmed where everything is as it was said', () => {
    expect(told({ holdsPerSec: 400, breaksPerSec: 1000, by: 'errors' }, [ERRORS]).outcome).toBe('confirmed');
    expect(told({ breaksPerSec: 1000, logs: 'would deadlock' }, [ERRORS], [DEADLOCK]).outcome).toBe(
      'confirmed',
    );
  });

  test('is refined where it breaks below that already', () => {
    const lower = told({ breaksPerSec: 5000, by: 'errors' }, [
      ERRORS,
      step('koa', 5000, { verdict: 'failed', reason: 'errors', errors: 9000 }),
    ]);
    expect(lower).toMatchObject({ outcome: 'refined', broke: { ratePerSec: 1000, by: 'errors' } });
  });

  test('asks all launches how it breaks, and tells of all of them', () => {
    const again = (wish: Parameters<typeof step>[2]) => step('koa', 1000, { ...wish, launch: 2, block: 2 });
    const same = told({ breaksPerSec: 1000, by: 'errors' }, [
      ERRORS,
      again({ verdict: 'failed', reason: 'errors', errors: 20, p99Ms: 9 }),
    ]);
    expect(same).toMatchObject({
      outcome: 'confirmed',
      evidence: { errors: 400, planned: 20_000, launches: 2 },
    });
    expect(findingWords(same)).toContain('p99 4.80 to 9.00 ms in 2 launches');
    const differ = told({ breaksPerSec: 1000, by: 'errors' }, [
      ERRORS,
      again({ verdict: 'failed', reason: 'latency', p99Ms: 812 }),
    ]);
    expect(differ).toMatchObject({ outcome: 'cannot-tell', broke: { by: null } });
  });

  test('is refined where it breaks in another way, or without the line', () => {
    expect(told({ breaksPerSec: 1000, by: 'stall' }, [ERRORS])).toMatchObject({
      outcome: 'refined',
      heldPerSec: 400,
      evidence: { heldPerSec: 400, brokePerSec: 1000, errors: 380, planned: 10_000 },
    });
    expect(told({ breaksPerSec: 1000, logs: 'would deadlock' }, [ERRORS], []).outcome).toBe('refined');
  });

  test('is not confirmed where a rate says the opposite, whatever the way', () => {
    expect(told({ breaksPerSec: 1000 }, [step('koa', 1000)]).outcome).toBe('not-confirmed');
    expect(told({ holdsPerSec: 5000, by: 'errors' }, [ERRORS]).outcome).toBe('not-confirmed');
    expect(told({ breaksPerSec: 400, by: 'stall' }, [STALL]).outcome).toBe('not-confirmed');
  });

  test('cannot be told where a rate was not offered, launches differ, or nobody read the log', () => {
    expect(told({ breaksPerSec: 5000 }, [step('koa', 1000)]).outcome).toBe('cannot-tell');
    const second = step('koa', 1000, { launch: 2, block: 2 });
    expect(told({ breaksPerSec: 1000 }, [ERRORS, second])).toMatchObject({
      outcome: 'cannot-tell',
      broke: null,
    });
    expect(told({ breaksPerSec: 1000, logs: 'x' }, [ERRORS]).outcome).toBe('cannot-tell');
    const void_ = step('koa', 1000, { verdict: 'invalid', reason: 'unclean' });
    expect(told({ breaksPerSec: 1000 }, [void_]).outcome).toBe('cannot-tell');
  });

  test('cannot be told by what noise made late, and can by wrong answers', () => {
    const noise = { label: 'host-noise', evidence: {}, sentence: 'Stolen.' } as const;
    expect(told({ breaksPerSec: 1000 }, [{ ...SLOW, bottleneck: noise }])).toMatchObject({
      outcome: 'cannot-tell',
      broke: null,
    });
    expect(told({ breaksPerSec: 1000 }, [{ ...ERRORS, bottleneck: noise }]).outcome).toBe('confirmed');
  });

  test('is of nobody who did not run', () => {
    const { scenario } = emptyRun();
    const record = {
      ...emptyRun(),
      scenario: { ...scenario, hypotheses: [{ said: SAID, contender: 'flask' }] },
    };
    expect(hypotheses({ record, climbs: [] })).toEqual([]);
  });

  test('is told with its numbers', () => {
    const found = told({ breaksPerSec: 1000, by: 'stall', logs: 'would deadlock' }, [ERRORS], [DEADLOCK]);
    expect(findingWords(found)).toBe(
      'refined: “It stalls at 1,000.” Here koa held 400/s and failed at 1,000/s, errors before latency: 380 of 10,000 wrong (3.8%, status 500 × 380), 0 too late, p99 4.80 ms. It logged 121 times "RuntimeError: would deadlock".',
    );
    expect(findingWords(told({ breaksPerSec: 1000 }, [step('koa', 1000)]))).toBe(
      'not confirmed: “It stalls at 1,000.” Here koa held 1,000/s, and no rate was failed by every launch.',
    );
  });
});
