import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';

describe('systemClock', () => {
  it('stays with the wall clock and has fractions of a millisecond', () => {
    expect(Math.abs(systemClock.wallMs() - Date.now())).toBeLessThan(50);
    const readings = Array.from({ length: 50 }, () => systemClock.wallMs());
    expect(readings.some((ms) => ms !== Math.floor(ms))).toBe(true);
  });

  it('ends a sleep at once with the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });
});
