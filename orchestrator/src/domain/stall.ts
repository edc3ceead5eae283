import type { LiveLoad } from './load.ts';

/** What a second by the clock of events says of progress. */
export interface ProgressSecond {
  readonly phase: LiveLoad['phase'];
  readonly completed: number;
  /** Sent and not answered, or waiting for a connection, at its end. */
  readonly open: number;
}

export function progressOf({ phase, counts, inFlight, queued }: LiveLoad): ProgressSecond {
  return { phase, completed: counts.completed, open: inFlight + queued };
}

/**
 * The most seconds of counted load in a row that ended with requests open and saw none answered; null
 * where the generator tells of no seconds. By the clock of events: in an overload the late arrivals are
 * not answered in time either, but others are.
 */
export function stalledSeconds(seconds: readonly ProgressSecond[]): number | null {
  if (seconds.length === 0) return null;
  let longest = 0;
  let row = 0;
  for (const { phase, completed, open } of seconds) {
    row = phase === 'load' && completed === 0 && open > 0 ? row + 1 : 0;
    longest = Math.max(longest, row);
  }
  return longest;
}
