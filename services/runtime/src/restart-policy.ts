/** One rung per crash without calm in between; past the last one the contender ends. Ms. */
export const BACK_OFF_MS = [100, 200, 400, 800, 1_600, 3_200, 5_000] as const;

/** So long without a crash, and the ladder starts again at its foot. */
export const CALM_MS = 10_000;

export interface RestartState {
  readonly rung: number;
  readonly lastCrashMs: number;
  /** When the workers that crashed are started again; crashes before that are the same incident. */
  readonly restartAtMs: number;
}

export const NO_CRASH: RestartState = {
  rung: 0,
  lastCrashMs: Number.NEGATIVE_INFINITY,
  restartAtMs: Number.NEGATIVE_INFINITY,
};

export type RestartDecision =
  | { readonly action: 'restart'; readonly afterMs: number; readonly state: RestartState }
  | { readonly action: 'give-up'; readonly crashes: number };

/** What to do about a crash now: restart after a back-off of 0.1 to 5 s, or call it a crash loop. */
export function onCrash(state: RestartState, nowMs: number): RestartDecision {
  if (nowMs < state.restartAtMs) {
    // One poisonous burst may take all workers at once: that is one step down the ladder, not many.
    const afterMs = state.restartAtMs - nowMs;
    return { action: 'restart', afterMs, state: { ...state, lastCrashMs: nowMs } };
  }
  const rung = nowMs - state.lastCrashMs >= CALM_MS ? 0 : state.rung;
  const afterMs = BACK_OFF_MS[rung];
  if (afterMs === undefined) return { action: 'give-up', crashes: rung + 1 };
  return {
    action: 'restart',
    afterMs,
    state: { rung: rung + 1, lastCrashMs: nowMs, restartAtMs: nowMs + afterMs },
  };
}
