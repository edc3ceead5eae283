import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/report/text/line.ts';
import { chartsOf, type SeriesChart } from '../../src/ui/chart-series.ts';
import { chartLines } from '../../src/ui/live-charts.ts';
import { plotLines } from '../../src/ui/plot.ts';
import { leastRows, sharedRows } from '../../src/ui/plot-rows.ts';
import { roundTop } from '../../src/ui/plot-scale.ts';
import { addSecond, noLoad, type SecondView } from '../../src/ui/step-load.ts';
import { liveLoad } from './events.ts';

const OBJECTIVE = { quantile: 0.99, latencyMs: 50, errorShare: 0.001 };

function secondsWith(p99sMs: readonly number[], failed = 0): SecondView[] {
  return p99sMs.flatMap((p99, i) => addSecond(noLoad(), liveLoad(1000, i, p99, failed)).seconds);
}

const textsOf = (lines: ReturnType<typeof plotLines>): string[] =>
  lines.map((line) => line.map(textOf).join(''));

function latencyOf(seconds: readonly SecondView[]): SeriesChart {
  const [, latency] = chartsOf(seconds, OBJECTIVE);
  if (latency === undefined) throw new Error('there is no chart of latency');
  return latency;
}

describe('a chart with height', () => {
  test('has a scale with its unit, its title, and each series with its last value', () => {
    const seconds = secondsWith([2, 3, 6]);
    const [first, second, third, last] = textsOf(plotLines(latencyOf(seconds), seconds, 80, 4));
    expect(first).toMatch(/^ +6\.00 ms ┤.* p99 {4}6\.0\d ms$/);
    expect(second).toMatch(/^ +latency │/);
    expect(third).toMatch(/^ {14}│/);
    expect(last).toMatch(/^ +0 ┤/);
    const labels = [first, second, third, last].join('\n');
    for (const name of ['p50', 'p95', 'p99']) expect(labels).toContain(` ${name} `);
  });

  test('shows the objective once the series come near it, and not before', () => {
    const near = secondsWith([20, 24, 26]);
    expect(textsOf(plotLines(latencyOf(near), near, 80, 5)).join('\n')).toMatch(
      /50\.0 ms ┤.*objective 50\.0 ms/,
    );
    const far = secondsWith([2, 3, 4]);
    expect(textsOf(plotLines(latencyOf(far), far, 80, 5)).join('\n')).not.toContain('objective');
    expect([leastRows(latencyOf(near), near), leastRows(latencyOf(far), far)]).toEqual([4, 3]);
  });

  test('labels of series that end at one value stand below each other', () => {
    const seconds = secondsWith([2, 2, 2]);
    const [rate] = chartsOf(seconds, null);
    const lines = textsOf(plotLines(rate as SeriesChart, seconds, 80, 3));
    expect(lines[0]).toContain('sent   1,000/s');
    expect(lines[1]).toContain('2xx    1,000/s');
  });

  test('seconds that the generator does not tell are a gap, and the last value unknown', () => {
    const seconds = [...secondsWith([2, 3, 6]), null];
    const text = textsOf(plotLines(latencyOf(secondsWith([2])), seconds, 80, 3)).join('\n');
    expect(text).toContain('p99    ? ms');
    expect(text).toContain('6.00 ms ┤');
    expect(chartLines([null, null, null], { columns: 80, rows: 40, objective: null })).toEqual([]);
  });

  test('a quantile on too few requests is drawn, and not told', () => {
    const seconds = [2, 3, 6].flatMap((p99, i) => addSecond(noLoad(), liveLoad(400, i, p99)).seconds);
    const text = textsOf(plotLines(latencyOf(seconds), seconds, 80, 4)).join('\n');
    expect(text).toContain('6.00 ms ┤');
    expect(text).toMatch(/p50 {4}\d.* ms/);
    expect(text).toMatch(/p95 {4}\d.* ms/);
    expect(text).toContain('p99    ? ms');
    const rows = textsOf(chartLines(seconds, { columns: 80, rows: 8, objective: OBJECTIVE }));
    expect(rows.find((row) => row.includes('p99'))).toMatch(/[▁-█]+ +\? ms$/);
  });

  test('the top of a scale is a round number, and never below the data', () => {
    expect([0, 0.7, 1, 1.01, 9, 9000, 10_001, 243_000].map(roundTop)).toEqual([
      1, 0.8, 1, 1.5, 10, 10_000, 15_000, 300_000,
    ]);
    for (let value = 0.001; value < 1e7; value *= 1.37) {
      expect(roundTop(value)).toBeGreaterThanOrEqual(value);
      expect(roundTop(value)).toBeLessThanOrEqual(value * 2);
    }
  });
});

describe('the height there is', () => {
  test('is shared evenly, to a most, and is refused where it is too little', () => {
    expect(sharedRows([3, 3, 3], 9)).toEqual([3, 3, 3]);
    expect(sharedRows([5, 3, 3], 14)).toEqual([5, 5, 4]);
    expect(sharedRows([3, 3, 3], 500)).toEqual([12, 12, 12]);
    expect(sharedRows([4, 4, 3], 10)).toBeNull();
  });

  test('charts fall back to a row a series, and to none', () => {
    const seconds = secondsWith([2, 3, 4]);
    const heights = [40, 9, 8, 7, 6, 0, -3].map(
      (rows) => chartLines(seconds, { columns: 80, rows, objective: OBJECTIVE }).length,
    );
    expect(heights).toEqual([36, 9, 7, 7, 0, 0, 0]);
    expect(chartLines(seconds, { columns: 48, rows: 40, objective: null }).length).toBe(7);
    expect(chartLines(seconds, { columns: 40, rows: 40, objective: null })).toEqual([]);
    expect(chartLines(seconds.slice(0, 1), { columns: 80, rows: 40, objective: null })).toEqual([]);
  });
});
