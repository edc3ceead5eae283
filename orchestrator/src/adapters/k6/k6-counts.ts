import type { LoadCounts } from '@framework-lab/protocol/load';
import type { K6Failures } from './k6-summary.ts';

/** What k6 did with some arrivals: requests on their way, and those that never left. */
export interface K6Arrivals {
  readonly sent: number;
  readonly unsent: number;
  readonly dropped: number;
  readonly failures: K6Failures;
  /** Answers that never came whole. */
  readonly broken: number;
}

/** Every arrival in exactly one place, as docs/METHODOLOGY.md counts. */
export function k6Counts({ sent, unsent, dropped, failures, broken }: K6Arrivals): LoadCounts {
  const { timeout: timeouts = 0, status = 0, body = 0 } = failures;
  const completed = sent - timeouts - broken;
  return {
    planned: sent + unsent + dropped,
    sent,
    unsent,
    dropped,
    completed,
    ok: completed - status - body,
    errors: status + body + broken,
    timeouts,
  };
}

/** Answers that never came whole. */
export function brokenOf({ reset = 0, eof = 0, parse = 0, transport = 0 }: K6Failures): number {
  return reset + eof + parse + transport;
}
