import { performance } from 'node:perf_hooks';
import type { Clock } from '../../ports/clock.ts';

/**
 * Largest difference between the monotonic projection of the wall clock and the wall clock itself
 * before the projection starts anew: `Date.now()` is cut to whole ms, and slewing moves it slowly.
 */
const DRIFT_LIMIT_MS = 2;

let wallMinusMonotonicMs = performance.timeOrigin;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => {
    // `timeOrigin + now()` has fractions but stands still while a machine sleeps; `Date.now()` moves on.
    const coarse = Date.now();
    const fine = wallMinusMonotonicMs + performance.now();
    if (Math.abs(fine - coarse) <= DRIFT_LIMIT_MS) return fine;
    wallMinusMonotonicMs = coarse - performance.now();
    return coarse;
  },
  sleep: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
