import { setTimeout as sleep } from 'node:timers/promises';

/** A terminal's Ctrl-C reaches our children too, and what they end with may be here before the signal. */
const SIGNAL_MAY_FOLLOW_MS = 50;

/**
 * The work's result, or the signal's reason as soon as it is aborted: for work that cannot be
 * cancelled itself, so that nobody has to wait for it after Ctrl-C.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const refuse = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', refuse, { once: true });
  if (signal.aborted) refuse();
  try {
    return await Promise.race([work, aborted.promise]);
  } catch (error) {
    if (!signal.aborted) await sleep(SIGNAL_MAY_FOLLOW_MS);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', refuse);
    aborted.promise.catch(() => undefined);
  }
}
