import crypto from 'k6/crypto';
import type { RefinedResponse } from 'k6/http';
import type { Variant } from './request-mix.ts';

/**
 * What came of a request, in the words of the lab's protocol. `ok`; a full answer that was not the
 * wanted one (`status`, `body`); none (`reset`, `eof`, `parse`, `transport`); none in time
 * (`timeout`); no connection to send it on (`unsent`).
 */
export type Outcome =
  | 'ok'
  | 'status'
  | 'body'
  | 'reset'
  | 'eof'
  | 'parse'
  | 'transport'
  | 'timeout'
  | 'unsent';
export const FAILURES = [
  'status',
  'body',
  'reset',
  'eof',
  'parse',
  'transport',
  'timeout',
  'unsent',
] as const;

type Response = RefinedResponse<'binary'>;

// k6's error codes, https://grafana.com/docs/k6/latest/javascript-api/error-codes/
const TIMED_OUT = 1050;
const BROKEN_PIPE = 1201;
const DIAL_CODES = [1210, 1219] as const;
const DIAL_TIMED_OUT = 1211;
const DIAL_REFUSED = 1212;
const RESET = 1220;
const TLS_CODES = [1300, 1399] as const;
const FIRST_STATUS_CODE = 1400;
const LAST_STATUS_CODE = 1599;

const { md5 } = crypto;
const NO_BODY = new ArrayBuffer(0);

export function outcomeOf(response: Response, variant: Variant): Outcome {
  const { status } = response;
  // A status alone is no answer: the body may have broken off. Codes from 1400 on tell of the status.
  const code = response.error_code;
  if (code !== 0 && (code < FIRST_STATUS_CODE || code > LAST_STATUS_CODE)) return failureOf(response);
  if (status !== variant.usualStatus && !isWanted(status, variant.statuses)) return 'status';
  const { bodyLength, bodyMd5 } = variant;
  if (bodyLength === undefined) return 'ok';
  const body = response.body ?? NO_BODY;
  if (body.byteLength !== bodyLength) return 'body';
  return bodyMd5 === undefined || md5(body, 'hex') === bodyMd5 ? 'ok' : 'body';
}

function isWanted(status: number, wanted: readonly number[]): boolean {
  return wanted.length === 0 ? status >= 200 && status < 400 : wanted.includes(status);
}

/** Whether the whole answer came, wanted or not. */
export function isComplete(outcome: Outcome): boolean {
  return outcome === 'ok' || outcome === 'status' || outcome === 'body';
}

/** Whether an answer began, or should have, and never came whole. */
export function isBroken(outcome: Outcome): boolean {
  return outcome === 'reset' || outcome === 'eof' || outcome === 'parse' || outcome === 'transport';
}

/** Why there was no connection, as Node would call it. */
export const CONNECT_FAULTS = ['ECONNREFUSED', 'ETIMEDOUT', 'TLS', 'DIAL'] as const;

export function connectFaultOf({ error_code: code }: Response): (typeof CONNECT_FAULTS)[number] {
  if (code === DIAL_REFUSED) return 'ECONNREFUSED';
  if (code === DIAL_TIMED_OUT) return 'ETIMEDOUT';
  return isWithin(code, TLS_CODES) ? 'TLS' : 'DIAL';
}

function failureOf({ error, error_code: code }: Response): Outcome {
  if (code === TIMED_OUT) return 'timeout';
  if (isWithin(code, DIAL_CODES) || isWithin(code, TLS_CODES)) return 'unsent';
  if (code === RESET || code === BROKEN_PIPE) return 'reset';
  if (error.includes('EOF')) return 'eof';
  if (error.includes('malformed')) return 'parse';
  return 'transport';
}

function isWithin(code: number, [first, last]: readonly [number, number]): boolean {
  return code >= first && code <= last;
}
