/** Time between two beats of a worker, and between two looks of the supervisor. 0: no heartbeat. */
export function beatEveryMs(workerTimeoutS: number): number {
  return Math.min(1_000, (workerTimeoutS * 1_000) / 4);
}

export interface Heard {
  readonly id: number;
  readonly lastHeardMs: number;
}

/**
 * Whether the supervisor's own look is late by more than half the timeout: then it was the one that
 * slept (SIGSTOP, a suspended laptop, a starved CPU), and silence says nothing about its workers.
 */
export function sleptThrough(
  clock: { readonly nowMs: number; readonly lastLookMs: number },
  workerTimeoutS: number,
): boolean {
  return clock.nowMs - clock.lastLookMs > beatEveryMs(workerTimeoutS) + workerTimeoutS * 500;
}

/** The workers to kill: silent for longer than the timeout. */
export function silentWorkers(workers: readonly Heard[], nowMs: number, workerTimeoutS: number): number[] {
  const timeoutMs = workerTimeoutS * 1_000;
  return workers.filter((worker) => nowMs - worker.lastHeardMs > timeoutMs).map((worker) => worker.id);
}
