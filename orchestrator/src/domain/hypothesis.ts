/** Something said of a contender before it was measured: a run confirms it, refines it, or does not confirm it. */
export interface Hypothesis {
  /** In the words of whoever said it. */
  readonly said: string;
  readonly contender: string;
  /** The highest rate that it is said to hold, requests per second. */
  readonly holdsPerSec?: number;
  /** A rate that it is said not to hold any more, requests per second. */
  readonly breaksPerSec?: number;
  /** In which way it is said to break. */
  readonly by?: BreaksBy;
  /** What its log is said to repeat under load: a part of the line. */
  readonly logs?: string;
}

/**
 * How a service breaks at the lowest rate that it does not hold: `errors`: wrong answers above the objective while
 * latency still meets it; `latency`: the other way round, time-outs counted as slowness; `both` at once; `stall`:
 * it answers nothing at all any more.
 */
export const BREAKS_BY = ['errors', 'latency', 'both', 'stall'] as const;
export type BreaksBy = (typeof BREAKS_BY)[number];
