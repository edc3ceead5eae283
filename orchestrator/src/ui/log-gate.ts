const LINES_PER_SECOND = 5;

/**
 * Lets a few log lines a second through. A misconfigured contender prints one line per failed
 * request, and a terminal that scrolls thousands of them takes the CPU the load needs.
 */
export class LogGate {
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #held = new Map<string, number>();

  /** The line to show, or null; call `notices` now and then for what was held back. */
  admit(from: string, line: string, nowMs: number): string | null {
    if (nowMs - this.#windowStartMs >= 1000) {
      this.#windowStartMs = nowMs;
      this.#passed = 0;
    }
    this.#passed++;
    if (this.#passed <= LINES_PER_SECOND) return `${from}: ${line}`;
    this.#held.set(from, (this.#held.get(from) ?? 0) + 1);
    return null;
  }

  /** At most once a second: how many lines were held back since the last time. */
  notices(nowMs: number): string[] {
    if (this.#held.size === 0 || nowMs - this.#windowStartMs < 1000) return [];
    const texts = [...this.#held].map(
      ([from, n]) => `${from}: ${n} more lines, see its log in the run's folder`,
    );
    this.#held.clear();
    return texts;
  }
}
