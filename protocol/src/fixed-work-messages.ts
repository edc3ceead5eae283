/**
 * A third small program: it works a loop that is always the same for as long as it is told, one line of
 * JSON each way on stdin and stdout, so that the speed of a CPU can be compared between two moments.
 */
export interface WorkOrder {
  readonly forMs: number;
}

/** What one order came to, by the program's own clocks. */
export interface WorkDone {
  /** Of the loop, all alike. */
  readonly rounds: number;
  readonly cpuUs: number;
  readonly wallUs: number;
}
