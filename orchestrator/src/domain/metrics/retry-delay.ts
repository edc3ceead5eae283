const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait after so many failures in a row, ms: doubled each time, 15 s at most. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
}
