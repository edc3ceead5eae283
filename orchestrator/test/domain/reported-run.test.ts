import { Histogram } from '@framework-lab/protocol/histogram';
import { expect, test } from 'vitest';
import type { LoadWindow } from '../../src/domain/load.ts';
import { timelineOf } from '../../src/domain/reported-run.ts';

function windowOf(requests: number, index: number): LoadWindow {
  const latency = new Histogram();
  if (requests > 0) latency.record(3000, requests);
  const counts = {
    planned: requests,
    sent: requests,
    unsent: 0,
    dropped: 0,
    completed: requests,
    ok: requests,
    errors: 0,
    timeouts: 0,
  };
  return { index, counts, latency, lagUs: { p50: 0, p99: 0, max: 0 }, inFlightMax: 1 } as LoadWindow;
}

test('a percentile of a second stands where ten requests lie beyond it, and nowhere else', () => {
  const id = { contender: 'koa', block: 1, launch: 1, index: 1, attempt: 1 };
  const windows = [0, 19, 20, 999, 1000].map(windowOf);
  const { seconds } = timelineOf({ id, windows, schedulerLag: null, kept: null });
  expect(seconds.map(({ p50Ms }) => p50Ms !== null)).toEqual([false, false, true, true, true]);
  expect(seconds.map(({ p99Ms }) => p99Ms !== null)).toEqual([false, false, false, false, true]);
});
