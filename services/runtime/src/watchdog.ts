/** In flight and nothing finished for so long is a stall, whatever `/healthz` answers. */
export const STALL_AFTER_MS = 2_000;

export interface Progress {
  readonly completed: number;
  readonly sinceMs: number;
}

/** When something last finished, or nothing was waiting. */
export function observe(
  progress: Progress,
  now: { readonly timeMs: number; readonly completed: number; readonly inFlight: number },
): Progress {
  const moved = now.completed !== progress.completed || now.inFlight === 0;
  return moved ? { completed: now.completed, sinceMs: now.timeMs } : progress;
}

export function isStalled(progress: Progress, timeMs: number): boolean {
  return timeMs - progress.sinceMs >= STALL_AFTER_MS;
}
