import * as books from './books.ts';
import { CONNECT_FAULTS, FAILURES } from './outcome.ts';
import { quantiles, trendStat } from './quantile-grid.ts';
import { NAMES, USUAL_STATUSES } from './request-mix.ts';
import { PLANNED } from './settings.ts';

/** What the lab looks for on stdout: this, then one JSON document, in one line. */
const MARK = 'framework-lab-k6 ';

/** Count, and the values at `quantiles`, whole µs. */
type Sample = readonly [count: number, ...valuesUs: number[]];

/** The whole of a step for `orchestrator/src/adapters/k6/`, which knows it as `K6Summary`. */
export function summaryLine(data: books.Summary): string {
  return `${MARK}${JSON.stringify(summary(data))}\n`;
}

function summary(data: books.Summary): object {
  const shares = quantiles();
  const stats = shares.map(trendStat);
  const sample = (metric: string): Sample => sampleOf(data, metric, stats);
  return {
    version: 1,
    planned: PLANNED,
    quantiles: shares,
    startedAtMs: data.metrics['lab_started_at']?.values['value'] ?? null,
    clockGapMs: range(data, 'lab_clock_gap'),
    drainMs: range(data, 'lab_drain').max,
    scenarios: Object.fromEntries(
      ['lead_in', 'step', 'pulse'].map((name) => [
        name,
        {
          iterations: count(data, `iterations{scenario:${name}}`),
          dropped: count(data, `dropped_iterations{scenario:${name}}`),
          bytesIn: count(data, `data_received{scenario:${name}}`),
          bytesOut: count(data, `data_sent{scenario:${name}}`),
        },
      ]),
    ),
    service: sample(books.SERVICE_TIME),
    windows: [...books.latency.keys()].map((i) => ({
      latency: sample(`lab_latency_${i}`),
      lag: sample(`lab_lag_${i}`),
      pulse: sample(`lab_pulse_${i}`),
      failures: failures(data, `lab_failures{window:${i},`),
    })),
    requests: NAMES.map((name, i) => ({
      name,
      latency: NAMES.length === 1 ? null : sample(`lab_request_${i}`),
      failures: failures(data, `lab_failures{request:${i},`),
      unusual: count(data, `lab_statuses{request:${i}}`),
      usualStatus: USUAL_STATUSES[i],
    })),
    unusualStatuses: tagged(data, 'lab_statuses{status:', books.STATUSES),
    leadInFailures: failures(data, 'lab_lead_in_failures{'),
    okAfterEnd: count(data, 'lab_ok_after_end'),
    connects: {
      opened: count(data, 'lab_connections'),
      failed: tagged(data, 'lab_connect_failures{fault:', CONNECT_FAULTS),
    },
  };
}

function failures(data: books.Summary, prefix: string): Record<string, number> {
  return tagged(data, `${prefix}outcome:`, FAILURES);
}

/** What was counted under each value of a tag, without those that never came. */
function tagged(
  data: books.Summary,
  prefix: string,
  values: readonly (string | number)[],
): Record<string, number> {
  const counted = values.map((value) => [value, count(data, `${prefix}${value}}`)] as const);
  return Object.fromEntries(counted.filter(([, n]) => n > 0));
}

function count(data: books.Summary, metric: string): number {
  return data.metrics[metric]?.values['count'] ?? 0;
}

function range(data: books.Summary, metric: string): { min: number; max: number } {
  const values = data.metrics[metric]?.values;
  return { min: values?.[trendStat(0)] ?? 0, max: values?.[trendStat(1)] ?? 0 };
}

function sampleOf(data: books.Summary, metric: string, stats: readonly string[]): Sample {
  const values = data.metrics[metric]?.values;
  const n = values?.['count'] ?? 0;
  return values === undefined || n === 0
    ? [0]
    : [n, ...stats.map((stat) => Math.round(1000 * (values[stat] as number)))];
}
