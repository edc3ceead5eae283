import { Counter, Gauge, Trend } from 'k6/metrics';
import { CONNECT_FAULTS, FAILURES, type Outcome } from './outcome.ts';
import { NAMES, type Variant } from './request-mix.ts';
import { WINDOWS } from './settings.ts';

/**
 * What is written down. A metric of its own for every second, because the alternative, a tag and a
 * sub-metric for each value of it, makes k6 compare every sample with every sub-metric. Failures
 * are rare: they have tags. All times in ms.
 */
/** k6's own, from the first byte sent to the last one received. */
export const SERVICE_TIME = 'http_req_duration{scenario:step}';
/** A status outside of these is counted, but not told apart. */
export const STATUSES = Array.from({ length: 500 }, (_, i) => 100 + i);

/** From the intended time to the last byte; timeouts and unsent requests stand at the timeout. */
export const latency = windowed('latency');
/** From the intended time to the hand-off to a virtual user. */
export const lag = windowed('lag');
/** Lag of the pulse, see step.ts. */
export const pulse = windowed('pulse');
/** Latency by request name, for the whole step; with one name it is the step's. */
const byName = NAMES.length === 1 ? [] : NAMES.map((_, i) => new Trend(`lab_request_${i}`, true));

export const failures = new Counter('lab_failures');
export const leadInFailures = new Counter('lab_lead_in_failures');
/** Full answers whose status is not the usual one of their request. */
const statuses = new Counter('lab_statuses');
export const connections = new Counter('lab_connections');
export const connectFailures = new Counter('lab_connect_failures');
/** Wanted answers that came after the load's end. */
export const okAfterEnd = new Counter('lab_ok_after_end');
/** How long after the last arrival's intended time a request ended. */
export const drain = new Trend('lab_drain', true);
/** Wall clock minus monotonic clock, once a second: they part when a machine sleeps or its clock is set. */
export const clockGap = new Trend('lab_clock_gap', true);
/** Wall clock, Unix ms, at which the scenario really began. */
export const startedAt = new Gauge('lab_started_at');

/** Only where there are several names. */
export function addRequestLatency({ nameIndex }: Variant, ms: number): void {
  (byName[nameIndex] as Trend).add(ms);
}

export function addFailure(window: number, { nameIndex }: Variant, outcome: Outcome): void {
  failures.add(1, { window: String(window), request: String(nameIndex), outcome });
}

/** Only the unusual is written down: the usual is the rest. */
export function addStatus({ nameIndex }: Variant, status: number): void {
  statuses.add(1, { status: String(status), request: String(nameIndex) });
}

/**
 * The sub-metrics of what carries tags, as k6 wants them declared: through thresholds that are empty,
 * so nothing is evaluated.
 */
export function subMetrics(): Record<string, string[]> {
  const names = [
    ...['data_received', 'data_sent', 'iterations', 'dropped_iterations'].flatMap((metric) =>
      ['lead_in', 'step', 'pulse'].map((scenario) => `${metric}{scenario:${scenario}}`),
    ),
    SERVICE_TIME,
    ...FAILURES.flatMap((outcome) => [
      `lab_lead_in_failures{outcome:${outcome}}`,
      ...latency.map((_, window) => `lab_failures{window:${window},outcome:${outcome}}`),
      ...NAMES.map((_, request) => `lab_failures{request:${request},outcome:${outcome}}`),
    ]),
    ...STATUSES.map((status) => `lab_statuses{status:${status}}`),
    ...NAMES.map((_, request) => `lab_statuses{request:${request}}`),
    ...CONNECT_FAULTS.map((fault) => `lab_connect_failures{fault:${fault}}`),
  ];
  return Object.fromEntries(names.map((name) => [name, []]));
}

/** What `handleSummary` is given of it, by name of metric or sub-metric. */
export interface Summary {
  readonly metrics: Readonly<
    Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>
  >;
}

function windowed(name: string): Trend[] {
  return Array.from({ length: WINDOWS }, (_, i) => new Trend(`lab_${name}_${i}`, true));
}
