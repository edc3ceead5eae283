import { describe, expect, it } from 'vitest';
import type { K6Sample } from '../../src/adapters/k6/k6-summary.ts';
import { summaryToLoad } from '../../src/adapters/k6/summary-to-load.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { captured, ended } from './captured.ts';

function expectBooksToBalance(load: StepLoad): void {
  for (const counts of [load.counts, load.leadIn, ...load.windows.map((window) => window.counts)]) {
    expect(counts.planned).toBe(counts.sent + counts.unsent + counts.dropped);
    expect(counts.sent).toBe(counts.ok + counts.errors + counts.timeouts);
  }
  for (const key of ['planned', 'sent', 'ok', 'dropped', 'unsent', 'errors', 'timeouts'] as const) {
    const parts = load.windows.map((window) => window.counts[key]);
    expect(parts.reduce((sum, n) => sum + n, 0)).toBe(load.counts[key]);
    const names = Object.values(load.byRequest).map((request) => request[key]);
    expect(names.reduce((sum, n) => sum + n, 0)).toBe(load.counts[key]);
  }
}

describe('a step that k6 offered', () => {
  it('has every arrival where all goes well, second by second', () => {
    const load = summaryToLoad(captured('clean'), ended({ ratePerSec: 50, virtualUsers: 64 }));
    expectBooksToBalance(load);
    expect(load.counts).toMatchObject({ planned: 150, sent: 150, ok: 150, dropped: 0, unsent: 0 });
    expect(load.windows.map((window) => window.counts.planned)).toEqual([50, 50, 50]);
    expect(load.byStatus).toEqual({ 200: 150 });
    expect(load.leadIn).toMatchObject({ planned: 51, ok: 51 });
    expect(load.connects.opened).toBe(64);
    expect(load.loadStartedWallMs).toBe(1795407408041);
    expect(Math.abs(load.elapsedMs.wall - load.elapsedMs.monotonic)).toBeLessThan(1);
  });

  it('tells latency from the intended time: the time of service and the lag besides', () => {
    const load = summaryToLoad(captured('clean'), ended({ ratePerSec: 50, virtualUsers: 64 }));
    const [latency, service, lag] = [load.latency, load.serviceTime, load.schedulerLag];
    expect(latency.count).toBe(150);
    expect(latency.meanUs).toBeGreaterThan(service.meanUs);
    // What is missing is what k6 does between its clock and the first byte.
    const rest = latency.meanUs - service.meanUs - lag.meanUs;
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(400);
  });

  it('puts every failure in its place, by kind, status, name and second', () => {
    const weights = { 'a, b': 3, c: 1 };
    const load = summaryToLoad(captured('faults'), ended({ ratePerSec: 200, virtualUsers: 64, weights }));
    expectBooksToBalance(load);
    expect(load.byError).toEqual({ status: 12, body: 35, eof: 7 });
    expect(load.counts).toMatchObject({ planned: 600, errors: 54, completed: 593, ok: 546 });
    expect(load.byStatus).toEqual({ 200: 581, 500: 12 });
    expect(load.byRequest['a, b']?.planned).toBeCloseTo(450, -1);
    expect(load.latency.count).toBe(593);
  });

  it('blames the service for what it kept waiting: it is unsent, and stands at the timeout', () => {
    const load = summaryToLoad(captured('hold'), ended({}));
    expectBooksToBalance(load);
    // One arrival more than rate times duration was due, at the very end, and dropped.
    expect(load.counts).toMatchObject({ planned: 61, sent: 20, ok: 20, unsent: 41, dropped: 0 });
    expect(load.latency.maxUs).toBe(5_000_000);
    expect(load.latency.countAbove(4_900_000)).toBe(41);
    expect(load.windows.map((window) => window.counts.unsent)).toEqual([10, 21, 10]);
    // 20 requests of 2 s in 3 s.
    const meanOpen = load.windows.reduce((sum, window) => sum + window.inFlightMean, 0) / 3;
    expect(meanOpen).toBeCloseTo((20 * 2) / 3, 0);
    expect(load.schedulerLag.quantileUs(0.5)).toBeLessThan(2_000);
    expect(load.okInLoad).toBe(10);
  });

  it('blames k6 for the same when its CPU was full', () => {
    const load = summaryToLoad(captured('hold'), ended({ cpuShare: 0.95 }));
    expectBooksToBalance(load);
    expect(load.counts).toMatchObject({ unsent: 0, dropped: 41 });
  });

  it('blames k6 when its pulse was late all the time', () => {
    const summary = captured('hold');
    const late = (sample: K6Sample): K6Sample => [sample[0], ...sample.slice(1).map((us) => us + 120_000)];
    const windows = summary.windows.map((window) => ({ ...window, pulse: late(window.pulse) }));
    const load = summaryToLoad({ ...summary, windows }, ended({}));
    expect(load.counts).toMatchObject({ unsent: 0, dropped: 41 });
  });

  it('counts arrivals that k6 never got to as dropped', () => {
    const summary = { ...captured('clean'), planned: 170 };
    const load = summaryToLoad(summary, ended({ ratePerSec: 50, virtualUsers: 64 }));
    expectBooksToBalance(load);
    expect(load.counts).toMatchObject({ planned: 170, sent: 150, dropped: 20 });
    expect(load.windows.at(-1)?.counts.dropped).toBe(20);
    const aborted = summaryToLoad(summary, ended({ ratePerSec: 50, virtualUsers: 64, aborted: true }));
    expect(aborted.counts).toMatchObject({ planned: 150, dropped: 0 });
    expect(aborted.aborted).toBe(true);
  });

  it('counts requests without a connection as unsent, and why there was none', () => {
    const load = summaryToLoad(captured('refused'), ended({ virtualUsers: 64 }));
    expectBooksToBalance(load);
    expect(load.counts).toMatchObject({ planned: 60, sent: 0, unsent: 60, errors: 0 });
    expect(load.connects).toMatchObject({ failed: 60, byError: { ECONNREFUSED: 60 } });
    expect(load.serviceTime.count).toBe(0);
    expect(load.latency.minUs).toBe(5_000_000);
  });
});
