/** Requests after which one worker is worn; 0: never. `random` is in [0, 1). gunicorn's jitter rule. */
export function wornAfter(maxRequests: number, jitter: number, random: number): number {
  return maxRequests === 0 ? 0 : maxRequests + Math.floor(random * (jitter + 1));
}

/**
 * Who is recycled, one at a time, in the order in which they wore out. `old` goes on serving until
 * its replacement is ready, so capacity never drops below the number of workers.
 */
export interface RecyclingState {
  readonly queue: readonly number[];
  readonly current: { readonly old: number; readonly phase: 'replacing' | 'draining' } | undefined;
}

export const NOTHING_TO_RECYCLE: RecyclingState = { queue: [], current: undefined };

export function worn(state: RecyclingState, id: number): RecyclingState {
  if (state.queue.includes(id) || state.current?.old === id) return state;
  return { ...state, queue: [...state.queue, id] };
}

/** The next worker to replace, if none is being replaced now. */
export function startNext(state: RecyclingState): { state: RecyclingState; old: number } | undefined {
  const [old, ...queue] = state.queue;
  if (state.current || old === undefined) return undefined;
  return { old, state: { queue, current: { old, phase: 'replacing' } } };
}

export function replacementReady(state: RecyclingState): RecyclingState {
  return state.current ? { ...state, current: { ...state.current, phase: 'draining' } } : state;
}

/** A worker is gone, for whatever reason: it needs no recycling any more. */
export function gone(state: RecyclingState, id: number): RecyclingState {
  return {
    queue: state.queue.filter((queued) => queued !== id),
    current: state.current?.old === id ? undefined : state.current,
  };
}
