/** What `k6/scripts/summary.ts` prints: that file and this one change together. */
export interface K6Summary {
  readonly version: 1;
  /** Arrivals due before the end of the step. */
  readonly planned: number;
  /** Shares from 0 to 1, ascending, that samples tell their values at. */
  readonly quantiles: readonly number[];
  /** Wall clock, Unix ms, at which the counted load really began; null: it never did. */
  readonly startedAtMs: number | null;
  /** Wall clock minus monotonic clock over the step, ms. */
  readonly clockGapMs: { readonly min: number; readonly max: number };
  readonly drainMs: number;
  readonly scenarios: Readonly<Record<'lead_in' | 'step' | 'pulse', K6Scenario>>;
  /** From the first byte sent to the last one received. */
  readonly service: K6Sample;
  /** Seconds of the step by intended time. */
  readonly windows: readonly K6Window[];
  readonly requests: readonly K6Request[];
  /** Full answers by status, without those of their request's usual status. */
  readonly unusualStatuses: Readonly<Record<string, number>>;
  readonly leadInFailures: K6Failures;
  /** Wanted answers that came after the load's end. */
  readonly okAfterEnd: number;
  readonly connects: { readonly opened: number; readonly failed: Readonly<Record<string, number>> };
}

/** Count, then the values at `quantiles`, µs; only the count where it is 0. */
export type K6Sample = readonly [count: number, ...valuesUs: number[]];

export interface K6Scenario {
  /** Whole iterations: what was interrupted is missing. */
  readonly iterations: number;
  readonly dropped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface K6Window {
  /** From the number's due time; timeouts and unsent requests at the timeout. */
  readonly latency: K6Sample;
  readonly lag: K6Sample;
  /** Lag of iterations that ask nothing of the service. */
  readonly pulse: K6Sample;
  readonly failures: K6Failures;
}

export interface K6Request {
  readonly name: string;
  /** Null where there is one name: the step's is its. */
  readonly latency: K6Sample | null;
  readonly failures: K6Failures;
  /** Full answers of another status than the usual one. */
  readonly unusual: number;
  readonly usualStatus: number;
}

export type K6Outcome = 'status' | 'body' | 'reset' | 'eof' | 'parse' | 'transport' | 'timeout' | 'unsent';
export type K6Failures = Readonly<Partial<Record<K6Outcome, number>>>;

const MARK = 'framework-lab-k6 ';

/** The summary in a line of k6's output; null where the line is another one. Throws on half a summary. */
export function readSummary(line: string): K6Summary | null {
  if (!line.startsWith(MARK)) return null;
  const summary = JSON.parse(line.slice(MARK.length)) as K6Summary;
  if (summary.version !== 1) throw new RangeError(`summary of version ${summary.version}, not 1`);
  return summary;
}
