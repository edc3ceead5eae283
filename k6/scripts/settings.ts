/**
 * Everything step.ts can be told, all from the environment:
 *
 * LAB_TARGET         scheme, host and port, e.g. http://172.20.0.3:3000
 * LAB_RESOLVE        `name=address` of a host that no DNS knows, or must not be asked for
 * LAB_REQUESTS       JSON, see `RequestSettings[]`; more than 100 kB comes in LAB_REQUESTS_0, LAB_REQUESTS_1 …
 * LAB_RATE           arrivals a second, fractions allowed (to a thousandth)
 * LAB_DURATION_S     how long the counted load lasts, 1 to 300
 * LAB_LEAD_IN_S      load before it, not counted (default 3); none below 1.1
 * LAB_LEAD_IN_RATE   arrivals a second of that load (default: LAB_RATE)
 * LAB_VUS            requests that can be in flight at once
 * LAB_TIMEOUT_MS     from the intended time (default 5000)
 * LAB_START_AT_MS    wall clock, Unix ms, at which the lead-in begins; absent: at once
 * LAB_TLS_INSECURE   `true`: any certificate will do
 */

/** A named request of a scenario with its share of the load; variants differ in ids only. */
export interface RequestSettings {
  readonly name: string;
  readonly weight: number;
  readonly variants: readonly VariantSettings[];
}

export interface VariantSettings {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or base64 where the bytes are no UTF-8. */
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly expect: {
    /** Wanted statuses; empty means 200 to 399. */
    readonly statuses: readonly number[];
    readonly bodyLength?: number;
    /** MD5 of the body, hex: k6 has it compiled in, a CRC-32 in its JavaScript takes 1 µs a byte. */
    readonly bodyMd5?: string;
  };
}

/** Metrics by second exist in every virtual user, so their number has a bound. */
const LONGEST_STEP_S = 300;

export const TARGET = text('LAB_TARGET');
export const RATE_PER_SEC = number('LAB_RATE');
export const DURATION_MS = 1000 * number('LAB_DURATION_S');
export const LEAD_IN_MS = 1000 * number('LAB_LEAD_IN_S', 3);
export const VUS = number('LAB_VUS');
export const TIMEOUT_MS = number('LAB_TIMEOUT_MS', 5000);
export const START_AT_MS = number('LAB_START_AT_MS', 0);
export const HOSTS = hosts(__ENV['LAB_RESOLVE']);
export const TLS_INSECURE = __ENV['LAB_TLS_INSECURE'] === 'true';
export const REQUESTS = JSON.parse(requestsText()) as readonly RequestSettings[];

/** k6 takes whole numbers only: so many arrivals in a thousand seconds. */
export const ARRIVALS_PER_1000_S = Math.round(1000 * RATE_PER_SEC);
export const LEAD_IN_ARRIVALS_PER_1000_S = Math.round(1000 * number('LAB_LEAD_IN_RATE', RATE_PER_SEC));
/** The grid of arrivals as k6 lays it: a whole number of nanoseconds apart. */
export const PERIOD_MS = Math.floor(1e12 / ARRIVALS_PER_1000_S) / 1e6;
/** Arrivals due before the end. A hair less, so that 0.1 + 0.2 style rounding adds none at the very end. */
export const PLANNED = Math.ceil((DURATION_MS * ARRIVALS_PER_1000_S) / 1e6 - 1e-6);
/** Arrivals in about a second. */
export const ONE_SECOND = Math.ceil(RATE_PER_SEC);
/** Intended time of the last arrival. */
export const LAST_DUE_MS = (PLANNED - 1) * PERIOD_MS;
/** Seconds of the step, the last perhaps shorter. */
export const WINDOWS = Math.ceil(DURATION_MS / 1000);

if (DURATION_MS > 1000 * LONGEST_STEP_S) throw new Error(`LAB_DURATION_S is more than ${LONGEST_STEP_S}`);

function hosts(resolve: string | undefined): Record<string, string> {
  const [name, address] = (resolve ?? '').split('=');
  return name === undefined || address === undefined ? {} : { [name]: address };
}

function requestsText(): string {
  let all = __ENV['LAB_REQUESTS'] ?? '';
  for (let i = 0; __ENV[`LAB_REQUESTS_${i}`] !== undefined; i++) all += __ENV[`LAB_REQUESTS_${i}`];
  return all;
}

function text(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

function number(name: string, byDefault?: number): number {
  const value = __ENV[name];
  if (value === undefined && byDefault !== undefined) return byDefault;
  const parsed = Number(value);
  if (value === undefined || !Number.isFinite(parsed) || parsed < 0)
    throw new Error(`${name} is no number: ${value}`);
  return parsed;
}
