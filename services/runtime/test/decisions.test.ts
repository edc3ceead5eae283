import { describe, expect, it } from 'vitest';
import { beatEveryMs, silentWorkers, sleptThrough } from '../src/heartbeat.ts';
import { gone, NOTHING_TO_RECYCLE, replacementReady, startNext, worn, wornAfter } from '../src/recycling.ts';
import type { RestartState } from '../src/restart-policy.ts';
import { BACK_OFF_MS, CALM_MS, NO_CRASH, onCrash } from '../src/restart-policy.ts';
import { isStalled, observe, STALL_AFTER_MS } from '../src/watchdog.ts';

describe('restarting after crashes', () => {
  /** Crashes each worker 50 ms after its restart; what was decided each time. */
  function crashLoop(gapMs: number, crashes: number): (number | string)[] {
    let state: RestartState = NO_CRASH;
    let nowMs = 1_000;
    return Array.from({ length: crashes }, () => {
      const decision = onCrash(state, nowMs);
      if (decision.action === 'give-up') return `gave up after ${decision.crashes}`;
      state = decision.state;
      nowMs += decision.afterMs + gapMs;
      return decision.afterMs;
    });
  }

  it('backs off from 0.1 to 5 s and then gives up', () => {
    expect(crashLoop(50, 8)).toEqual([...BACK_OFF_MS, 'gave up after 8']);
    expect([BACK_OFF_MS[0], BACK_OFF_MS.at(-1)]).toEqual([100, 5_000]);
  });

  it('starts again at the foot of the ladder after calm', () => {
    expect(crashLoop(CALM_MS, 20)).toEqual(Array.from({ length: 20 }, () => 100));
  });

  it('takes crashes during one back-off for one incident', () => {
    const first = onCrash(NO_CRASH, 1_000);
    if (first.action !== 'restart') throw new Error('expected a restart');
    const second = onCrash(first.state, 1_040);
    expect(second).toMatchObject({ action: 'restart', afterMs: 60, state: { rung: 1 } });
  });
});

describe('recycling', () => {
  it('is off at 0, and otherwise spreads workers over the jitter', () => {
    expect(wornAfter(0, 50, 0.9)).toBe(0);
    expect(wornAfter(1_000, 50, 0)).toBe(1_000);
    expect(wornAfter(1_000, 50, 0.999)).toBe(1_050);
  });

  it('takes one worker at a time, in the order they wore out', () => {
    const queued = worn(worn(worn(NOTHING_TO_RECYCLE, 1), 2), 1);
    const first = startNext(queued);
    expect(first?.old).toBe(1);
    const draining = replacementReady(first?.state ?? NOTHING_TO_RECYCLE);
    expect(startNext(draining)).toBeUndefined();
    expect(startNext(gone(draining, 1))?.old).toBe(2);
  });

  it('forgets a worker that crashed before its turn, or in it', () => {
    expect(startNext(gone(worn(NOTHING_TO_RECYCLE, 1), 1))).toBeUndefined();
    const replacing = startNext(worn(NOTHING_TO_RECYCLE, 1))?.state ?? NOTHING_TO_RECYCLE;
    expect(gone(replacing, 1)).toEqual(NOTHING_TO_RECYCLE);
  });
});

describe('the heartbeat', () => {
  const workers = [
    { id: 1, lastHeardMs: 10_000 },
    { id: 2, lastHeardMs: 14_500 },
  ];

  it('beats often enough for its timeout, at least once a second', () => {
    expect(beatEveryMs(120)).toBe(1_000);
    expect(beatEveryMs(1)).toBe(250);
    expect(beatEveryMs(0)).toBe(0);
  });

  it('finds who has been silent for longer than the timeout', () => {
    expect(silentWorkers(workers, 15_000, 4)).toEqual([1]);
    expect(silentWorkers(workers, 14_000, 4)).toEqual([]);
  });

  it('knows when it was the supervisor that slept', () => {
    expect(sleptThrough({ nowMs: 15_000, lastLookMs: 14_000 }, 4)).toBe(false);
    expect(sleptThrough({ nowMs: 16_900, lastLookMs: 14_000 }, 4)).toBe(false);
    expect(sleptThrough({ nowMs: 17_100, lastLookMs: 14_000 }, 4)).toBe(true);
  });
});

describe('the watchdog', () => {
  it('sees a stall only while requests are in flight and none finishes', () => {
    let progress = { completed: 5, sinceMs: 0 };
    const at = (timeMs: number, completed: number, inFlight: number) => {
      progress = observe(progress, { timeMs, completed, inFlight });
      return isStalled(progress, timeMs);
    };
    expect(at(1_000, 5, 0)).toBe(false);
    expect(at(60_000, 5, 0)).toBe(false);
    expect(at(60_000 + STALL_AFTER_MS - 1, 5, 3)).toBe(false);
    expect(at(60_000 + STALL_AFTER_MS, 5, 3)).toBe(true);
    expect(at(60_000 + STALL_AFTER_MS + 1, 6, 3)).toBe(false);
  });
});
