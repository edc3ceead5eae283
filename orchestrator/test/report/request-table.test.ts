import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { requestRows, requestTable } from '../../src/report/request-table.ts';
import { textOf } from '../../src/report/text/line.ts';
import { rampRun } from './fixture.ts';

/** The made-up ramp as if it had offered two requests. */
function withRequests(record: RunRecord): RunRecord {
  const [request] = record.scenario.requests;
  if (request === undefined) throw new Error('the fixture offers nothing');
  const part = { planned: 10, sent: 10, completed: 10, ok: 9, errors: 1, timeouts: 0, unsent: 0, dropped: 0 };
  const latencyMs = { mean: 1, p50: 1.5, p90: 2, p95: 3, p99: 4, p999: null, max: 5 };
  return {
    ...record,
    scenario: { ...record.scenario, requests: [request, { ...request, name: 'other' }] },
    steps: record.steps.map((step) => ({
      ...step,
      byRequest: { first: { ...part, latencyMs }, other: { ...part, latencyMs } },
    })),
  };
}

describe('latency per request', () => {
  it('is shown for every contender that held something, each named once', () => {
    const record = withRequests(rampRun());
    const rows = requestRows(record);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]?.slice(2)).toEqual(['first', '10', '1', '1.50', '4.00', '5.00']);
    const named = requestTable(record).filter((line) =>
      line.some((piece) => textOf(piece).includes(rows[0]?.[0] ?? '?')),
    );
    expect(named).toHaveLength(1);
  });

  it('is left out where there is one request, whose figures stand in the other tables', () => {
    expect(requestTable(rampRun())).toEqual([]);
  });
});
