import { describe, expect, it } from 'vitest';
import { interferenceOf } from '../../src/domain/interference.ts';
import { measureInterference } from '../../src/lab/measure-interference.ts';
import { fakeClock, fakeFixedWork, quietHost } from './fakes.ts';

function options(signal: AbortSignal) {
  const guard = {
    watch: () => undefined,
    forget: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { serverCpus: [0], loadCpus: [1], host: quietHost(), guard, clock: fakeClock(), seed: 7, signal };
}

describe('measuring interference', () => {
  it('works on both sides, warms up, takes thirty pairs in random order, and ends what it started', async () => {
    const log: string[] = [];
    const work = fakeFixedWork(log, 1.4);
    const pairs = await measureInterference(work, options(new AbortController().signal));
    expect(interferenceOf(pairs)?.ratio).toBeCloseTo(1.4, 6);
    expect(log.slice(0, 4)).toEqual(['start 0', 'start 1', 'work 1', 'work 0']);
    expect(log.slice(-2)).toEqual(['end 1', 'end 0']);
    const phases = log
      .slice(4, -2)
      .join(', ')
      .replaceAll('work 1, work 0', 'busy')
      .replaceAll('work 0', 'idle');
    const order = phases.split(', ');
    expect(order).toHaveLength(60);
    for (let pair = 0; pair < 30; pair++) {
      expect(order.slice(2 * pair, 2 * pair + 2).sort()).toEqual(['busy', 'idle']);
    }
    expect(new Set(order.filter((_, i) => i % 2 === 0)), 'either comes first').toEqual(
      new Set(['busy', 'idle']),
    );
  });

  it('ends what it started when it is told to stop, or when a program fails', async () => {
    const log: string[] = [];
    const stop = new AbortController();
    const work = fakeFixedWork(log, 1.4, (nth) => {
      if (nth === 5) stop.abort(new Error('enough'));
    });
    await expect(measureInterference(work, options(stop.signal))).rejects.toThrow('enough');
    expect(log.slice(-2)).toEqual(['end 1', 'end 0']);

    const failing = fakeFixedWork(log, 1.4, (nth) => {
      if (nth === 6) throw new Error('it died');
    });
    await expect(measureInterference(failing, options(new AbortController().signal))).rejects.toThrow(
      'it died',
    );
    expect(log.slice(-2)).toEqual(['end 1', 'end 0']);
  });
});
