import { LabError } from '../domain/errors.ts';

/** What a generator may need beyond load and drain before it is given up: a busy machine, a slow engine. */
const PATIENCE_MS = 30_000;
/** And once it was told to stop. */
const STOP_PATIENCE_MS = 15_000;

/**
 * A generator's result, or LAB_GENERATOR_FAILED where it stays silent: neither an engine that stops
 * answering nor a process that hangs may hang the lab. By timers of its own, not by the lab's clock:
 * it is about what never happens, not about when something does.
 */
export async function inTime<T>(result: Promise<T>, expectedMs: number, stop: AbortSignal): Promise<T> {
  const silent = Promise.withResolvers<never>();
  const giveUp = (): void => silent.reject(gaveUp());
  let timer = setTimeout(giveUp, expectedMs + PATIENCE_MS);
  const hurry = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, STOP_PATIENCE_MS);
  };
  if (stop.aborted) hurry();
  else stop.addEventListener('abort', hurry, { once: true });
  try {
    return await Promise.race([result, silent.promise]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', hurry);
    silent.promise.catch(() => undefined);
  }
}

function gaveUp(): LabError {
  return new LabError('LAB_GENERATOR_FAILED', 'The load generator stayed silent: its step has no result.', {
    seen: [['waited', 'for load, drain and 30 s more, or 15 s after it was told to stop']],
    fix: [
      'see whether the Docker engine still answers (docker version), and whether the machine has memory left',
      'npm run lab -- clean removes what could not be removed; --resume goes on',
    ],
  });
}
