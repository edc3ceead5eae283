import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTime } from '../../src/lab/in-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = (): Promise<string> => new Promise(() => undefined);

it('gives the result, and leaves no timer', async () => {
  expect(await inTime(Promise.resolve('load'), 1000, new AbortController().signal)).toBe('load');
  expect(vi.getTimerCount()).toBe(0);
});

it('gives up a generator that stays silent, half a minute after it should have ended', async () => {
  const silent = inTime(never(), 8000, new AbortController().signal);
  const outcome = expect(silent).rejects.toMatchObject({ code: 'LAB_GENERATOR_FAILED' });
  await vi.advanceTimersByTimeAsync(37_999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await outcome;
});

it('waits no longer than 15 s for one that was told to stop, whenever that was', async () => {
  const stop = new AbortController();
  const silent = inTime(never(), 600_000, stop.signal);
  const outcome = expect(silent).rejects.toMatchObject({ code: 'LAB_GENERATOR_FAILED' });
  await vi.advanceTimersByTimeAsync(20_000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(15_000);
  await outcome;
  expect(vi.getTimerCount()).toBe(0);
});
