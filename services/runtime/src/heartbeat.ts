/** Time between two beats of a worker, and between two looks of the supervisor. 0: no heartbeat. */
export function beatEveryMs(workerTimeoutS: number): number {
  return Math.min(1_000, (workerTimeoutS * 1_000) / 4);
}

export interface Heard {
  readonly id: number;
  readonly lastHeardMs: number;
}

/**
 * The workers to kill: silent for longer than the timeout. Not when the supervisor's own look is
 * late by more than half the timeout: then it was the one that slept (SIGSTOP, a suspended
 * laptop, a starved CPU), and its workers' beats are still in its queue.
 */
export function silentWorkers(
  workers: readonly Heard[],
  clock: { readonly nowMs: number; readonly lastLookMs: number },
  workerTimeoutS: number,
): number[] {
  const timeoutMs = workerTimeoutS * 1_000;
  if (timeoutMs === 0 || clock.nowMs - clock.lastLookMs > beatEveryMs(workerTimeoutS) + timeoutMs / 2)
    return [];
  return workers.filter((worker) => clock.nowMs - worker.lastHeardMs > timeoutMs).map((worker) => worker.id);
}
