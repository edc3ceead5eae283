import type { LoadTarget, RequestOrder } from '@framework-lab/protocol/load';
import { LabError } from '../../domain/errors.ts';
import type { LoadOrder } from '../../ports/load-generator.ts';
import { wireToRequest } from './wire-to-request.ts';

/** Linux takes 128 kB in one variable. */
const CHUNK = 100_000;
/** So long a k6 can bear with a service that answers nothing before it drops arrivals. */
const PATIENCE_S = 0.1;
/** Each takes some 4 ms of CPU to begin with and half a megabyte; a service's connections have a limit, too. */
const MOST_VUS = 500;
/** Metrics by second exist in every virtual user. */
export const LONGEST_STEP_S = 300;
/** k6 knows no shorter scenario. */
const SHORTEST_STEP_S = 1;

/**
 * Virtual users, each with a connection of its own: k6 has no queue, so what it cannot hand to one at
 * once is dropped. As many as the pool has connections, and at least what arrives in 0.1 s.
 */
export function virtualUsers(order: Pick<LoadOrder, 'connections' | 'ratePerSec'>): number {
  return Math.max(order.connections, Math.min(MOST_VUS, Math.ceil(order.ratePerSec * PATIENCE_S)));
}

/** Some 20 s at 1,000/s; the container's limit leaves room above it. */
const MEMORY_BEFORE_COLLECTING_MB = 700;

/** The environment of `k6/scripts/step.ts` for a step. Throws LAB_GENERATOR_UNAVAILABLE for what k6 cannot offer. */
export function k6Environment(order: LoadOrder, cpus: readonly number[]): Record<string, string> {
  if (order.pacing !== 'paced') refuse('k6 paces its arrivals evenly; this load is to be Poisson.');
  const { durationS } = order;
  if (durationS < SHORTEST_STEP_S || durationS > LONGEST_STEP_S) {
    refuse(`k6 offers steps of ${SHORTEST_STEP_S} to ${LONGEST_STEP_S} s; this one takes ${durationS} s.`);
  }
  return {
    K6_NO_USAGE_REPORT: 'true',
    // Go would start as many threads as the machine has CPUs, whatever the container may use.
    GOMAXPROCS: String(Math.max(1, cpus.length)),
    // One collection of Go's on one CPU stops the schedule for 15 to 60 ms, and there would be one
    // every few seconds. Without, k6 fills memory up to the limit before it collects.
    GOGC: 'off',
    GOMEMLIMIT: `${MEMORY_BEFORE_COLLECTING_MB}MiB`,
    // As the built-in generator: HTTP/1.1.
    GODEBUG: 'http2client=0',
    ...targetEnvironment(order.target),
    ...requestsEnvironment(order.requests),
    LAB_RATE: String(order.ratePerSec),
    LAB_DURATION_S: String(order.durationS),
    LAB_LEAD_IN_S: String(order.leadInS),
    LAB_LEAD_IN_RATE: String(order.leadInRatePerSec ?? order.ratePerSec),
    LAB_VUS: String(virtualUsers(order)),
    LAB_TIMEOUT_MS: String(order.timeoutMs),
    LAB_START_AT_MS: String(order.startAtMs),
  };
}

function targetEnvironment({ address, port, tls }: LoadTarget): Record<string, string> {
  const host = address.includes(':') ? `[${address}]` : address;
  if (tls === undefined) return { LAB_TARGET: `http://${host}:${port}` };
  return {
    LAB_TARGET: `https://${tls.servername ?? host}:${port}`,
    ...(tls.servername === undefined ? {} : { LAB_RESOLVE: `${tls.servername}=${address}` }),
    LAB_TLS_INSECURE: String(!tls.rejectUnauthorized),
  };
}

function requestsEnvironment(requests: readonly RequestOrder[]): Record<string, string> {
  const plain = requests.map(({ name, weight, variants }) => ({
    name,
    weight,
    variants: variants.map(wireToRequest),
  }));
  // ASCII only, so that characters are bytes.
  const json = JSON.stringify(plain).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (json.length <= CHUNK) return { LAB_REQUESTS: json };
  const chunks = Array.from({ length: Math.ceil(json.length / CHUNK) }, (_, i) =>
    json.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  return Object.fromEntries(chunks.map((chunk, i) => [`LAB_REQUESTS_${i}`, chunk]));
}

function refuse(message: string): never {
  throw new LabError('LAB_GENERATOR_UNAVAILABLE', message, { fix: ['--generator builtin offers it'] });
}
