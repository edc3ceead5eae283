export type Verdict = 'held' | 'failed' | 'undecided' | 'invalid';

/** Why a step got its verdict; a closed list, explained in docs/METHODOLOGY.md. */
export type VerdictReason =
  | 'objective-met'
  | 'errors' // error share above the objective's
  | 'backlog' // in flight grew through the step and did not drain in time
  | 'latency' // more requests over the objective than the quantile allows
  | 'too-close' // the interval of the share over the objective contains the allowed share
  | 'dropped' // the generator dropped more than 0.1 % of the arrivals
  | 'unclean' // fewer than 80 % of the windows are free of noise that the service did not cause
  | 'count-mismatch' // server and client disagree on how many requests there were
  | 'slept' // the machine slept during the step
  | 'interrupted' // the step did not run to its end
  | 'contender-died'; // the service ended in the middle of the step: failed, not invalid

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** One sentence with the numbers that decided. */
  readonly detail: string;
  readonly cleanWindows: number;
  readonly windows: number;
  /** Why windows were unclean, with how many of each. */
  readonly uncleanBy: Readonly<Record<string, number>>;
  /** Share of requests over the latency objective in the clean windows, and its standard error. */
  readonly overShare: number | null;
  readonly overShareSe: number | null;
}
