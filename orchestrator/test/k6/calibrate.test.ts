import { noCounts } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { emptyLoad } from '../../src/adapters/k6/empty-load.ts';
import { summaryToLoad } from '../../src/adapters/k6/summary-to-load.ts';
import { CLEAN_LIMIT_SEARCH, cleanTrial } from '../../src/domain/clean-limit.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { calibrate } from '../../src/lab/calibrate.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { GeneratorSession, LoadOrder } from '../../src/ports/load-generator.ts';
import { captured, ended } from './captured.ts';

const clock: Clock = { nowMs: () => 5_000, wallMs: () => 1_000_000, sleep: async () => undefined };
const objective = { quantile: 0.99, latencyMs: 100, errorShare: 0.001 };

/** Offers cleanly up to `limit`, and drops the rest. */
function session(limit: number, orders: LoadOrder[]): GeneratorSession {
  const clean = summaryToLoad(captured('clean'), ended({ ratePerSec: 50, virtualUsers: 64 }));
  const bad: StepLoad = { ...clean, counts: { ...noCounts(), planned: 100, sent: 50, ok: 50, dropped: 50 } };
  return {
    name: 'k6',
    node: null,
    startDelayMs: 2_500,
    leastLeadInS: 3,
    cpusVerified: true,
    start(order, signal) {
      orders.push(order);
      const load = signal.aborted ? emptyLoad() : order.ratePerSec <= limit ? clean : bad;
      return { result: Promise.resolve(load) };
    },
    async [Symbol.asyncDispose]() {},
  };
}

const options = (signal: AbortSignal) => ({
  target: { address: '127.0.0.1', port: 1 },
  requests: [],
  search: CLEAN_LIMIT_SEARCH,
  judge: (load: StepLoad, ratePerSec: number) => cleanTrial(load, ratePerSec, objective, 1),
  connections: 64,
  clock,
  signal,
});

describe('calibration', () => {
  it('offers short steps, each when the generator can begin, and reports every one', async () => {
    const orders: LoadOrder[] = [];
    const seen: number[] = [];
    const { limitPerSec, trials } = await calibrate(session(1500, orders), {
      ...options(new AbortController().signal),
      onTrial: ({ ratePerSec }) => seen.push(ratePerSec),
    });
    expect(limitPerSec).toBe(1414);
    expect(orders.map(({ ratePerSec }) => ratePerSec)).toEqual(trials.map(({ ratePerSec }) => ratePerSec));
    expect(seen).toEqual([2000, 707, 1000, 1414]);
    expect(new Set(orders.map(({ id }) => id)).size).toBe(4);
    expect(orders[0]).toMatchObject({ startAtMs: 1_002_500, leadInS: 3, durationS: 3, connections: 64 });
  });

  it('says that no rate is clean', async () => {
    const { limitPerSec } = await calibrate(session(0, []), options(new AbortController().signal));
    expect(limitPerSec).toBeNull();
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const running = calibrate(session(1500, []), {
      ...options(stop.signal),
      onTrial: () => stop.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
  });
});
