import { Histogram } from '@framework-lab/protocol/histogram';
import { type LiveWindow, noCounts, type StepResult } from '@framework-lab/protocol/load';
import { expect, it } from 'vitest';
import { ShardedStep } from '../../src/adapters/builtin/sharded-step.ts';

const none = new Histogram().encode();
const generator = { wallUs: 1_000_000, cpuUs: 1, gcMaxUs: 0, gcUs: 0 };

function liveSecond(index: number, ok: number): LiveWindow {
  return {
    index,
    phase: 'load',
    counts: { ...noCounts(), completed: ok, ok },
    byStatus: {},
    byError: {},
    latency: none,
    lagUs: { p50: 0, p99: 0, max: 0 },
    inFlight: 0,
    queued: 0,
    bytesIn: 0,
    bytesOut: 0,
    generator,
  };
}

const result: StepResult = {
  id: 's',
  counts: noCounts(),
  byStatus: {},
  byError: {},
  byRequest: {},
  latency: none,
  serviceTime: none,
  lag: none,
  queueWait: none,
  inFlightMax: 0,
  drainMs: 0,
  elapsedMs: { monotonic: 3000, wall: 3000 },
  bytesIn: 0,
  bytesOut: 0,
  connects: { opened: 0, failed: 0, byError: {} },
  generator,
  leadIn: noCounts(),
};

it('counts what each shard achieved, also in a second that another one stood still in', async () => {
  const step = new ShardedStep('s', 2);
  for (const index of [0, 1, 2]) step.receive({ type: 'live', step: 's', window: liveSecond(index, 100) });
  for (const index of [0, 2]) step.receive({ type: 'live', step: 's', window: liveSecond(index, 100) });
  for (let shard = 0; shard < 2; shard++) step.receive({ type: 'result', step: 's', result, aborted: false });
  expect((await step.result).okInLoad).toBe(500);
});
