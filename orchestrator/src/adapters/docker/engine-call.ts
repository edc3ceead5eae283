import { LabError } from '../../domain/errors.ts';
import { EngineRefusal } from './engine.ts';

export interface CallLimits {
  readonly quickMs: number;
  readonly slowMs: number;
}

export const CALL_LIMITS: CallLimits = {
  // What most calls need is a few ms; what a busy disk makes of them stays far below.
  quickMs: 10_000,
  // Creating, starting and removing a container wait for the disk and for the kernel.
  slowMs: 30_000,
};

/**
 * Runs one call to the engine. Rejects with LAB_DOCKER_FAILED, naming the call, when the engine
 * refuses, goes away, or has not answered within the limit; with the signal's reason when that came
 * first. `work` gets a signal that ends its request.
 */
export async function engineCall<T>(
  what: string,
  limitMs: number,
  signal: AbortSignal | undefined,
  work: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const giveUp = signal ? AbortSignal.any([limit.signal, signal]) : limit.signal;
  const givenUp = Promise.withResolvers<never>();
  const onGiveUp = () => givenUp.reject(giveUp.reason);
  giveUp.addEventListener('abort', onGiveUp, { once: true });
  try {
    // dockerode does not settle in every phase of an aborted call, so its signal alone is not enough.
    return await Promise.race([work(giveUp), givenUp.promise]);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw limit.signal.aborted ? noAnswer(what, limitMs) : failed(what, error);
  } finally {
    clearTimeout(timer);
    giveUp.removeEventListener('abort', onGiveUp);
  }
}

const FIX = ['look at the engine: docker info, and its log', 'npm run lab -- clean removes what may be left'];

function noAnswer(what: string, limitMs: number): LabError {
  return new LabError('LAB_DOCKER_FAILED', `The Docker engine did not answer within ${limitMs / 1000} s.`, {
    seen: [['call', what]],
    fix: FIX,
  });
}

function failed(what: string, error: unknown): LabError {
  if (error instanceof LabError) return error;
  const { statusCode, json, message } = error as Error & { statusCode?: number; json?: unknown };
  const said = saidBy(json) ?? message;
  return new LabError(
    'LAB_DOCKER_FAILED',
    statusCode === undefined
      ? 'The Docker engine could not be reached any more.'
      : 'The Docker engine refused a call.',
    {
      seen: [
        ['call', what],
        ['said', said.trim()],
      ],
      fix: FIX,
      cause: statusCode === undefined ? error : new EngineRefusal(statusCode, said, error),
    },
  );
}

/** The engine's words stand in `message` of its JSON; dockerode's own message wraps them. */
function saidBy(json: unknown): string | null {
  const message = (json as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : null;
}
