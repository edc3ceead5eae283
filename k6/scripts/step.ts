/**
 * One step of load: one constant rate for one duration, one k6 process. See settings.ts for what it
 * can be told, and k6/README.md for why it measures the way it does.
 *
 *     LAB_TARGET=http://127.0.0.1:3000 LAB_RATE=500 LAB_DURATION_S=10 LAB_VUS=64 \
 *     LAB_REQUESTS='[{"name":"dummy","weight":1,"variants":[{"method":"GET","path":"/api/dummy","headers":{},"expect":{"statuses":[200]}}]}]' \
 *     k6 run --quiet k6/scripts/step.ts
 */
import { sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import type { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import * as books from './books.ts';
import { connectFaultOf, isBroken, isComplete, type Outcome, outcomeOf } from './outcome.ts';
import { trendStats } from './quantile-grid.ts';
import { NAMES, RequestMix, type Variant } from './request-mix.ts';
import * as settings from './settings.ts';
import { summaryLine } from './summary.ts';

const { DURATION_MS, LAST_DUE_MS, LEAD_IN_MS, PERIOD_MS, PLANNED, TIMEOUT_MS, VUS, WINDOWS } = settings;

/** Between lead-in and step, so that the virtual users of the one, with their connections, serve the other. */
const HAND_OVER_MS = 100;
/** k6 knows no shorter scenario. */
const SHORTEST_MS = 1000;
/** Later than this and it is no lag any more: arrivals were dropped, so numbers and due times have parted. */
const LATEST_MS = 100;
const PULSE_PER_SEC = 50;
const PULSE_PERIOD_MS = 1000 / PULSE_PER_SEC;
/** So many pulses can be late at once before one is dropped: 0.4 s. */
const PULSE_VUS = 20;
/** Every virtual user runs this file, but only the first run's options count. */
const isFirstRun = __VU === 0;

const arrivals = {
  executor: 'constant-arrival-rate',
  rate: settings.ARRIVALS_PER_1000_S,
  timeUnit: '1000s',
  preAllocatedVUs: VUS,
} as const;
/** The first seconds of a k6 process are spoilt by what it does for the first time: they are not counted. */
const leadInScenario = {
  ...arrivals,
  rate: settings.LEAD_IN_ARRIVALS_PER_1000_S,
  exec: 'leadIn',
  duration: `${LEAD_IN_MS - HAND_OVER_MS}ms`,
  gracefulStop: `${HAND_OVER_MS}ms`,
};

export const options: Options = {
  scenarios: {
    ...(LEAD_IN_MS - HAND_OVER_MS >= SHORTEST_MS && { lead_in: leadInScenario }),
    step: {
      ...arrivals,
      exec: 'step',
      startTime: `${LEAD_IN_MS}ms`,
      duration: `${DURATION_MS}ms`,
      // Nothing is interrupted: what has not ended by its timeout ends then.
      gracefulStop: `${TIMEOUT_MS + 5000}ms`,
    },
    // Asks nothing of the service, so when it is late, or dropped, that is this process's own doing.
    pulse: {
      executor: 'constant-arrival-rate',
      exec: 'pulse',
      rate: PULSE_PER_SEC,
      duration: `${LEAD_IN_MS + DURATION_MS}ms`,
      preAllocatedVUs: PULSE_VUS,
      gracefulStop: '1s',
    },
  },
  summaryTrendStats: isFirstRun ? trendStats() : [],
  thresholds: isFirstRun ? books.subMetrics() : {},
  // Every tag makes its samples dearer; the scenario is all that is told apart by one.
  systemTags: ['scenario'],
  maxRedirects: 0,
  userAgent: '',
  setupTimeout: '120s',
  hosts: settings.HOSTS,
  insecureSkipTLSVerify: settings.TLS_INSECURE,
};

// Else k6 judges every answer by its own idea of success, at the price of a sample each.
// @ts-expect-error null is documented, and missing in @types/k6
http.setResponseCallback(null);

const mix = new RequestMix(settings.REQUESTS);
// An imported name, and all the more a member of an imported module, costs k6 a search every time:
// what every iteration needs is given names of its own.
const { request } = http;
const { latency: latencies, lag: lags, pulse: pulses } = books;
const ONE_SECOND = settings.ONE_SECOND;
const hasNames = NAMES.length > 1;
const only = mix.only;
// Every look through `exec` makes these anew (8 µs each); once made, their properties tell the present.
let scenario: typeof exec.scenario;
let instance: typeof exec.instance;

/** Begins when the lab says, so that its seconds and these are the same. */
export function setup(): void {
  const leftMs = settings.START_AT_MS - Date.now();
  if (leftMs > 0) sleep(leftMs / 1000);
}

export function leadIn(): void {
  scenario ??= exec.scenario;
  const variant = mix.at(scenario.iterationInTest);
  const response = request(variant.method, variant.url, variant.body, variant.params);
  if (response.timings.connecting > 0) books.connections.add(1);
  const outcome = outcomeOf(response, variant);
  if (outcome !== 'ok') books.leadInFailures.add(1, { outcome });
}

export function step(): void {
  scenario ??= exec.scenario;
  instance ??= exec.instance;
  const index = scenario.iterationInTest;
  // k6 may run one iteration more, due at the very end.
  if (index >= PLANNED) return;
  const variant = only ?? mix.at(index);
  // Time since the executor began, by the monotonic clock that its own schedule runs on; that one
  // stands still when the executor ends, so the rest is told by the other clock.
  const startMs = scenario.progress * DURATION_MS;
  const startWallMs = instance.currentTestRunDuration;
  const response = request(variant.method, variant.url, variant.body, variant.params);
  const endMs = startMs + instance.currentTestRunDuration - startWallMs;

  const dueMs = index * PERIOD_MS;
  const isLate = startMs - dueMs > LATEST_MS;
  const window = windowAt(isLate ? startMs : dueMs);
  (lags[window] as Trend).add(startMs - dueMs);
  // Every drop moves the numbers of those after it: then only the request itself tells its wait.
  const waitedMs = endMs - (isLate ? startMs : dueMs);
  const outcome = outcomeOf(response, variant);
  if (outcome === 'ok' && waitedMs < TIMEOUT_MS) {
    (latencies[window] as Trend).add(endMs - dueMs);
    if (hasNames) books.addRequestLatency(variant, endMs - dueMs);
    if (response.status !== variant.usualStatus) books.addStatus(variant, response.status);
    if (endMs > DURATION_MS) books.okAfterEnd.add(1);
  } else writeFailure(window, variant, response, outcome, { latencyMs: endMs - dueMs, waitedMs });
  if (response.timings.connecting > 0) books.connections.add(1);
  if (endMs > LAST_DUE_MS) books.drain.add(endMs - LAST_DUE_MS);
  if (index % ONE_SECOND === 0) {
    books.clockGap.add(startWallMs - startMs);
    books.startedAt.add(scenario.startTime);
  }
}

export function pulse(): void {
  scenario ??= exec.scenario;
  const startMs = scenario.progress * (LEAD_IN_MS + DURATION_MS);
  const dueMs = scenario.iterationInTest * PULSE_PERIOD_MS;
  if (dueMs >= LEAD_IN_MS) (pulses[windowAt(dueMs - LEAD_IN_MS)] as Trend).add(startMs - dueMs);
}

export function handleSummary(data: books.Summary): Record<string, string> {
  return { stdout: summaryLine(data) };
}

/** A wrong answer has a latency, an answer that never came in time has the timeout, one that broke off has none. */
function writeFailure(
  window: number,
  variant: Variant,
  response: RefinedResponse<'binary'>,
  seen: Outcome,
  { latencyMs, waitedMs }: { readonly latencyMs: number; readonly waitedMs: number },
): void {
  const outcome = isComplete(seen) && waitedMs >= TIMEOUT_MS ? 'timeout' : seen;
  books.addFailure(window, variant, outcome);
  if (isComplete(outcome) && response.status !== variant.usualStatus) {
    books.addStatus(variant, response.status);
  }
  if (outcome === 'unsent') books.connectFailures.add(1, { fault: connectFaultOf(response) });
  if (isBroken(outcome)) return;
  const ms = isComplete(outcome) ? latencyMs : TIMEOUT_MS;
  (latencies[window] as Trend).add(ms);
  if (hasNames) books.addRequestLatency(variant, ms);
}

function windowAt(ms: number): number {
  const window = Math.floor(ms / 1000);
  return window < WINDOWS ? window : WINDOWS - 1;
}
