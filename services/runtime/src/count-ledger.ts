/** The last known count of every worker there ever was, so that none is lost with its worker. */
export class CountLedger {
  readonly #completed = new Map<number, number>();

  /** Counts only grow: a late report that overtook a newer one changes nothing. */
  note(workerId: number, completed: number): void {
    this.#completed.set(workerId, Math.max(completed, this.#completed.get(workerId) ?? 0));
  }

  total(): number {
    return this.#completed.values().reduce((sum, completed) => sum + completed, 0);
  }
}
